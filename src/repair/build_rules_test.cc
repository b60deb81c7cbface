/// The rules for sketches that do not build.

#include "repair/argument_types_rule.h"
#include "repair/file_scope_rule.h"
#include "repair/globals_rule.h"
#include "repair/includes_rule.h"
#include "repair/interpreter_rule.h"
#include "repair/literals_rule.h"
#include "repair/model_symbol_rule.h"
#include "repair/names_rule.h"
#include "repair/repair_bed_for_test.h"
#include "repair/resolver_rule.h"
#include "repair/sensor_library_rule.h"
#include "repair/spelling_rule.h"
#include "repair/tflm_forms_rule.h"
#include "repair/unknown_object_rule.h"

namespace autopilot {
namespace {

using BuildRules = RepairBed;

TEST_F(BuildRules, AnInventedHeaderBecomesTheRealOneOrGoes) {
  const std::string text =
      "#include <Arduino_TensorFlowLite.h>\n#include <ML_kernels.h>\nvoid setup() {}\nvoid loop() {}\n";
  Error(text, "Arduino_Tensor", "Arduino_TensorFlowLite.h: No such file or directory");
  EXPECT_EQ(Mended(IncludesRule(), text), "#include <TensorFlowLite.h>\nvoid setup() {}\nvoid loop() {}\n");
}

TEST_F(BuildRules, HeadersOfUsedNamesAreIncludedBehindTheMarker) {
  const std::string text =
      "#include <TensorFlowLite.h>\n#include \"model.h\"\ntflite::MicroInterpreter* interpreter;\n"
      "tflite::AllOpsResolver resolver;\nTfLiteTensor* input;\n";
  Error(text, "tflite::Micro", "'tflite' does not name a type");
  const std::string mended = Mended(IncludesRule(), text);
  EXPECT_NE(mended.find("#include \"model.h\"\n#include \"tensorflow/lite/micro/all_ops_resolver.h\"\n"
                        "#include \"tensorflow/lite/micro/micro_interpreter.h\"\n"),
            std::string::npos)
      << mended;
  EXPECT_EQ(mended.find("c/common.h"), std::string::npos);
}

TEST_F(BuildRules, TheMarkerMovesToTheFront) {
  const std::string text =
      "#include \"tensorflow/lite/version.h\"\n#include <TensorFlowLite.h>  // library\nvoid setup() {}\n";
  Error(text, "tensorflow/lite", "tensorflow/lite/version.h: No such file or directory");
  EXPECT_EQ(Mended(IncludesRule(), text),
            "#include <TensorFlowLite.h>\n#include \"tensorflow/lite/version.h\"\nvoid setup() {}\n");
}

TEST_F(BuildRules, HeadersOfOtherInstalledLibrariesStay) {
  const std::string text = "#include <Adafruit_APDS9960.h>\n#include <math.h>\n#include <nowhere.h>\n";
  Error(text, "nowhere", "nowhere.h: No such file or directory");
  EXPECT_EQ(Mended(IncludesRule(), text), "#include <Adafruit_APDS9960.h>\n#include <math.h>\n");
}

TEST_F(BuildRules, TheSketchsModelGetsAnotherNameThanTheArray) {
  const std::string text =
      "#include \"model.h\"\nconst tflite::Model* model = tflite::GetModel(g_model);\n"
      "void setup() { if (model->version() != 3) return; data.model = 1; }\n";
  const std::string mended = Mended(ModelSymbolRule(), text);
  EXPECT_EQ(mended,
            "#include \"model.h\"\nconst tflite::Model* tfl_model = tflite::GetModel(model);\n"
            "void setup() { if (tfl_model->version() != 3) return; data.model = 1; }\n");
}

TEST_F(BuildRules, ALocalVariableThatHidesTheArrayIsRenamedToo) {
  const std::string text =
      "void setup() {\n  const tflite::Model* model = tflite::GetModel(model);\n  use(model);\n}\n";
  EXPECT_EQ(Mended(ModelSymbolRule(), text),
            "void setup() {\n  const tflite::Model* tfl_model = tflite::GetModel(model);\n  use(tfl_model);\n}\n");
}

TEST_F(BuildRules, OwnDeclarationsOfTheArrayGo) {
  EXPECT_EQ(Mended(ModelSymbolRule(), "#include \"model.h\"\nextern const unsigned char model[];\nint x;\n"),
            "#include \"model.h\"\nint x;\n");
}

TEST_F(BuildRules, StatementsOutsideOfFunctionsMoveIntoSetup) {
  const std::string text = "int a;\nif (a) {\n  b();\n}\nvoid setup() {\n  Serial.begin(9600);\n  c();\n}\n";
  EXPECT_EQ(Mended(FileScopeRule(), text),
            "int a;\nvoid setup() {\n  Serial.begin(9600);\n  if (a) {\n    b();\n  }\n  c();\n}\n");
}

TEST_F(BuildRules, OperatorsJoinByTheirAdders) {
  const std::string text =
      "void setup() {\n  static tflite::MicroOpResolver<2> r;\n"
      "  r.AddBuiltin(tflite::BuiltinOperator_SOFTMAX, tflite::ops::micro::Register_SOFTMAX());\n  "
      "r.AddFullyconnected();\n}\n";
  Error(text, "tflite::Micro", "'tflite::MicroOpResolver' is not a template");
  EXPECT_EQ(Mended(ResolverRule(), text),
            "void setup() {\n  static tflite::MicroMutableOpResolver<2> r;\n  r.AddSoftmax();\n  "
            "r.AddFullyConnected();\n}\n");
}

TEST_F(BuildRules, TheInterpreterGetsWhatItTakes) {
  const std::string text =
      "uint8_t arena[2000];\nvoid setup() {\n"
      "  static tflite::MicroInterpreter interpreter(model, tflite::AllOpsResolver(), arena, 2000);\n}\n";
  EXPECT_EQ(Mended(InterpreterRule(), text),
            "uint8_t arena[2000];\nvoid setup() {\n  static tflite::AllOpsResolver resolver;\n"
            "  static tflite::MicroErrorReporter micro_error_reporter;\n"
            "  static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, 2000, "
            "&micro_error_reporter);\n}\n");
}

TEST_F(BuildRules, AGenerationWithoutReportersIsGivenNone) {
  contract_.library.error_reporter = false;
  const std::string text =
      "const tflite::Model* m;\ntflite::AllOpsResolver ops;\nuint8_t arena[2000];\n"
      "tflite::MicroInterpreter i(m, ops, arena, sizeof(arena), error_reporter);\n";
  Error(text, "error_reporter", "'error_reporter' was not declared in this scope");
  EXPECT_NE(Mended(InterpreterRule(), text).find("i(m, ops, arena, sizeof(arena));"), std::string::npos);
}

TEST_F(BuildRules, ARightInterpreterStays) {
  const std::string text =
      "const tflite::Model* m;\ntflite::AllOpsResolver ops;\nuint8_t arena[2000];\ntflite::MicroErrorReporter report;\n"
      "tflite::MicroInterpreter i(m, ops, arena, sizeof(arena), &report);\n";
  EXPECT_EQ(Mended(InterpreterRule(), text), text);
}

TEST_F(BuildRules, NamesOfOtherLibrariesBecomeThisOnes) {
  const std::string text =
      "TfLiteModel* m = nullptr;\ntflite::ops::micro::AllOpsResolver resolver;\ntflite::Interpreter* i = nullptr;\n";
  Error(text, "TfLiteModel", "'TfLiteModel' does not name a type");
  Error(text, "tflite::ops", "'AllOpsResolver' in namespace 'tflite::ops::micro' does not name a type");
  Error(text, "tflite::Inter", "'Interpreter' in namespace 'tflite' does not name a type");
  EXPECT_EQ(
      Mended(NamesRule(), text),
      "const tflite::Model* m = nullptr;\ntflite::AllOpsResolver resolver;\ntflite::MicroInterpreter* i = nullptr;\n");
}

TEST_F(BuildRules, AClassOfTheSketchsOwnKeepsItsName) {
  const std::string text = "struct Interpreter { int a; };\nInterpreter i;\nTfLiteModel* m;\n";
  Error(text, "Interpreter i", "'Interpreter' does not name a type");
  EXPECT_EQ(Mended(NamesRule(), text), text);
}

TEST_F(BuildRules, ReportsFieldsAndConstness) {
  const std::string text =
      "tflite::MicroErrorReporter report;\nTfLiteTensor* in;\ntflite::Model* m;\n"
      "void setup() {\n  report.Report(\"x %d\", 1);\n  in->f[0] = 1;\n}\n";
  Error(text, "report.Report",
        "no matching function for call to 'tflite::MicroErrorReporter::Report(const char [5], int)'");
  Error(text, "f[0]", "'struct TfLiteTensor' has no member named 'f'");
  Error(text, "tflite::Model", "invalid conversion from 'const tflite::Model*' to 'tflite::Model*'");
  EXPECT_EQ(Mended(TflmFormsRule(), text),
            "tflite::MicroErrorReporter report;\nTfLiteTensor* in;\nconst tflite::Model* m;\n"
            "void setup() {\n  TF_LITE_REPORT_ERROR(&report, \"x %d\", 1);\n  in->data.f[0] = 1;\n}\n");
}

TEST_F(BuildRules, LocalVariablesThatOthersUseBecomeGlobal) {
  const std::string text =
      "#include <A.h>\nvoid setup() {\n  TfLiteTensor* in = interpreter->input(0);\n}\nvoid loop() {\n  in->data.f[0] "
      "= 1;\n}\n";
  Error(text, "in->data", "'in' was not declared in this scope");
  EXPECT_EQ(Mended(GlobalsRule(), text),
            "#include <A.h>\nTfLiteTensor* in = nullptr;\nvoid setup() {\n  in = interpreter->input(0);\n}\n"
            "void loop() {\n  in->data.f[0] = 1;\n}\n");
}

TEST_F(BuildRules, AnInterpreterOfSetupIsReachedByAPointer) {
  const std::string text =
      "void setup() {\n  tflite::MicroInterpreter i(m, ops, arena, 2000, r);\n  i.AllocateTensors();\n}\nvoid loop() "
      "{\n  i.Invoke();\n}\n";
  Error(text, "i.Invoke", "'i' was not declared in this scope");
  EXPECT_EQ(Mended(GlobalsRule(), text),
            "tflite::MicroInterpreter* i = nullptr;\nvoid setup() {\n"
            "  static tflite::MicroInterpreter static_i(m, ops, arena, 2000, r);\n  i = &static_i;\n  "
            "i->AllocateTensors();\n}\n"
            "void loop() {\n  i->Invoke();\n}\n");
}

TEST_F(BuildRules, TheSensorsOwnLibraryTakesOver) {
  const std::string text =
      "#include <Adafruit_APDS9960.h>\nAdafruit_APDS9960 apds;\nvoid setup() {\n  if (!apds.init()) while (1);\n"
      "  apds.enableColor(true);\n}\nvoid loop() {\n  uint16_t r, g, b, c;\n  if (apds.colorDataReady()) "
      "apds.getColor(&r, &g, &b, &c);\n}\n";
  Error(text, "apds.init", "'class Adafruit_APDS9960' has no member named 'init'");
  Finding finding;
  finding.root_cause = "sensor_api_misuse";
  verdict_.findings.push_back(finding);
  EXPECT_EQ(Mended(SensorLibraryRule(), text),
            "#include <Arduino_APDS9960.h>\nvoid setup() {\n  if (!APDS.begin()) while (1);\n}\nvoid loop() {\n"
            "  int r, g, b, c;\n  if (APDS.colorAvailable()) APDS.readColor(r, g, b, c);\n}\n");
}

TEST_F(BuildRules, ChannelsReadOneByOneAreOneReading) {
  const std::string text =
      "#include <SparkFun_APDS9960.h>\nSparkFun_APDS9960 apds;\nvoid loop() {\n  uint16_t r = apds.readRed();\n"
      "  uint16_t g = apds.readGreen();\n  uint16_t b = apds.readBlue();\n}\n";
  Error(text, "apds.readRed", "'class SparkFun_APDS9960' has no member named 'readRed'");
  const std::string mended = Mended(SensorLibraryRule(), text);
  EXPECT_NE(mended.find("  int r_count = 0, g_count = 0, b_count = 0;\n  APDS.readColor(r_count, g_count, b_count);\n"
                        "  uint16_t r = r_count;\n"),
            std::string::npos)
      << mended;
}

TEST_F(BuildRules, AMethodThatNobodyKnowsLeavesTheSensorAlone) {
  const std::string text = "Adafruit_APDS9960 apds;\nvoid loop() {\n  apds.init();\n  apds.danceAtNight();\n}\n";
  Error(text, "apds.init", "'class Adafruit_APDS9960' has no member named 'init'");
  EXPECT_EQ(Mended(SensorLibraryRule(), text), text);
}

TEST_F(BuildRules, AnExternalSensorKeepsItsLibrary) {
  contract_.sensor_use.external = true;
  const std::string text = "Adafruit_APDS9960 apds;\nvoid loop() {\n  apds.init();\n}\n";
  Error(text, "apds.init", "'class Adafruit_APDS9960' has no member named 'init'");
  EXPECT_EQ(Mended(SensorLibraryRule(), text), text);
}

TEST_F(BuildRules, ReferencesGetTheirTypesThroughParameters) {
  const std::string text =
      "bool get(uint16_t& r, uint16_t& g, uint16_t& b);\nvoid loop() {\n  uint16_t x, y, z;\n  get(x, y, z);\n}\n"
      "bool get(uint16_t& r, uint16_t& g, uint16_t& b) {\n  return APDS.readColor(r, g, b);\n}\n";
  Error(text, "r, g, b);\n}", "cannot bind non-const lvalue reference of type 'int&' to a value of type 'uint16_t'");
  EXPECT_EQ(Mended(ArgumentTypesRule(), text),
            "bool get(int& r, int& g, int& b);\nvoid loop() {\n  int x, y, z;\n  get(x, y, z);\n}\n"
            "bool get(int& r, int& g, int& b) {\n  return APDS.readColor(r, g, b);\n}\n");
}

TEST_F(BuildRules, RealVariablesAreReadThroughWholeOnes) {
  const std::string text = "void loop() {\n  float r, g, b;\n  APDS.readColor(r, g, b);\n}\n";
  Error(text, "r, g, b);\n}", "cannot bind non-const lvalue reference of type 'int&' to a value of type 'float'");
  EXPECT_EQ(Mended(ArgumentTypesRule(), text),
            "void loop() {\n  float r, g, b;\n  int r_count = 0, g_count = 0, b_count = 0;\n"
            "  APDS.readColor(r_count, g_count, b_count);\n  r = r_count;\n  g = g_count;\n  b = b_count;\n}\n");
}

TEST_F(BuildRules, CharactersAreWrittenAsInCpp) {
  EXPECT_EQ(Mended(LiteralsRule(), "const char* a = \"\\uD83C\\uDF4E \\u{1F34C}\";\n"),
            "const char* a = \"\\U0001F34E \\U0001F34C\";\n");
}

TEST_F(BuildRules, ASlipIsMendedOnlyTowardsAnOwnName) {
  const std::string text = "int arena_size = 3;\nint a = arena_sise;\nint b = remobe;\n";
  Error(text, "arena_sise", "'arena_sise' was not declared in this scope; did you mean 'arena_size'?");
  Error(text, "remobe", "'remobe' was not declared in this scope; did you mean 'remove'?");
  EXPECT_EQ(Mended(SpellingRule(), text), "int arena_size = 3;\nint a = arena_size;\nint b = remobe;\n");
}

TEST_F(BuildRules, ObjectsOfUnknownClassesGoIfNothingUsesThem) {
  const std::string text =
      "void setup() {\n  tflite::MicroInterpreterOptions options;\n  options.setThreads(1);\n  tflite::Foo kept;\n  "
      "use(kept);\n}\n";
  Error(text, "tflite::MicroInterpreterOptions", "'MicroInterpreterOptions' is not a member of 'tflite'");
  Error(text, "tflite::Foo", "'Foo' is not a member of 'tflite'");
  EXPECT_EQ(Mended(UnknownObjectRule(), text), "void setup() {\n  tflite::Foo kept;\n  use(kept);\n}\n");
}

TEST_F(BuildRules, ASketchThatBuildsIsNobodysBusiness) {
  verdict_.builds = 1;
  const std::string text = "#include <nowhere.h>\nif (1) {}\nint model;\nTfLiteModel* m;\nvoid setup() {}\n";
  for (const RepairRule* rule : std::initializer_list<const RepairRule*>{
           new IncludesRule, new ModelSymbolRule, new FileScopeRule, new NamesRule, new GlobalsRule}) {
    EXPECT_EQ(Mended(*rule, text), text) << rule->id();
    delete rule;
  }
}

}  // namespace
}  // namespace autopilot
