#include "reply/blemishes.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

std::string Cleaned(const std::string& code, Language language, std::vector<std::string>& rules) {
  std::vector<Finding> findings;
  std::string plain = CleanCode(code, language, findings);
  rules.clear();
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.severity, Severity::kWarning);
    EXPECT_FALSE(finding.message.empty());
    rules.push_back(finding.rule);
  }
  return plain;
}

using Rules = std::vector<std::string>;

TEST(Blemishes, LineNumbersGoWhereEveryLineHasOne) {
  Rules rules;
  EXPECT_EQ(Cleaned("1 | int a;\n2 |   a++;\n\n4 | int b;\n", Language::kCpp, rules), "int a;\n  a++;\n\nint b;\n");
  EXPECT_EQ(rules, Rules{"reply/line-numbers"});
  EXPECT_EQ(Cleaned("10: x = 1\n11: y = 2\n", Language::kPython, rules), "x = 1\ny = 2\n");
  // Numbers that fall, a line without one, a dictionary: code.
  for (const std::string code : {"2: a\n1: b\n", "1 | int a;\nint b;\n", "{\n1: 2,\n}\n", "1 | int a;"}) {
    EXPECT_EQ(Cleaned(code, Language::kPython, rules), code);
    EXPECT_EQ(rules, Rules{}) << code;
  }
}

TEST(Blemishes, PromptsOfAnInterpreterGoWithWhatItPrinted) {
  Rules rules;
  const std::string session = ">>> import os\n>>> for a in b:\n...     print(a)\n...\n7\n>>> os.getcwd()\n'/'\n";
  EXPECT_EQ(Cleaned(session, Language::kPython, rules), "import os\nfor a in b:\n    print(a)\n\nos.getcwd()\n");
  EXPECT_EQ(rules, Rules{"reply/prompts"});
  EXPECT_EQ(Cleaned("x = '>>> a'\n", Language::kPython, rules), "x = '>>> a'\n");
  EXPECT_EQ(rules, Rules{});
}

TEST(Blemishes, EntitiesAreUndoneOnlyWhereTheCodeWasEscaped) {
  Rules rules;
  EXPECT_EQ(Cleaned("if (a &lt; b &amp;&amp; c) say(&quot;x&quot;);\n", Language::kCpp, rules),
            "if (a < b && c) say(\"x\");\n");
  EXPECT_EQ(rules, Rules{"reply/entities"});
  EXPECT_EQ(Cleaned("print('&lt;b&gt;')  # &amp;\n", Language::kPython, rules), "print('&lt;b&gt;')  # &amp;\n");
  EXPECT_EQ(rules, Rules{});
  EXPECT_EQ(Cleaned("int* lt = &amp;x;\n", Language::kCpp, rules), "int* lt = &x;\n");
}

TEST(Blemishes, CurlyQuotesBecomePlainOutsideOfTexts) {
  Rules rules;
  EXPECT_EQ(Cleaned("say(\u201chi\u201d); // \u201cquoted\u201d\n", Language::kCpp, rules),
            "say(\"hi\"); // \u201cquoted\u201d\n");
  EXPECT_EQ(rules, Rules{"reply/quotes"});
  EXPECT_EQ(Cleaned("say(\"\u201chi\u201d\");\n", Language::kCpp, rules), "say(\"\u201chi\u201d\");\n");
  EXPECT_EQ(rules, Rules{});
}

TEST(Blemishes, ReasoningIsNoPartOfTheAnswer) {
  std::vector<Finding> findings;
  EXPECT_EQ(CleanReply("<think>one</think>a<think>two</think>b", findings), "ab");
  EXPECT_EQ(findings.size(), 1u);
  findings.clear();
  EXPECT_EQ(CleanReply("one</think>a", findings), "a") << "the opening tag was part of the prompt";
  EXPECT_EQ(CleanReply("a<think>never closed", findings), "a");
  findings.clear();
  EXPECT_EQ(CleanReply("\ufeffa\r\nb", findings), "a\nb");
  EXPECT_TRUE(findings.empty());
}

TEST(Blemishes, ProseAroundCodeIsTrimmed) {
  EXPECT_EQ(TrimProse("Here is the code:\n\nimport os\nprint(1)\n\nIt prints a one.\n", Language::kPython),
            "import os\nprint(1)");
  EXPECT_EQ(TrimProse("The sketch below does it.\n#include <a.h>\nvoid loop() {\n}\n", Language::kCpp),
            "#include <a.h>\nvoid loop() {\n}");
  EXPECT_EQ(TrimProse("Nothing but words. And more.\n", Language::kCpp), "");
}

}  // namespace
}  // namespace autopilot
