#include "gate/missing_header.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

Contract SmallContract() {
  Contract contract;
  contract.library.id = "tiny";
  contract.library.marker_header = "Marker.h";
  contract.board.title = "Board";
  contract.board.unmodelled = {"\\bNRF_\\w+"};
  ArduinoLibrary library;
  library.name = "Json";
  library.unmodelled = {"Json[A-Z]"};
  contract.libraries = {library};
  return contract;
}

Finding FindingFor(MissingHeader::Why why, bool quoted = false) {
  return MissingHeaderFinding({{"Some.h", 7, false, quoted}, why, "SomeLibrary"}, SmallContract());
}

TEST(MissingHeader, EachReasonHasItsCauseAndCure) {
  using Why = MissingHeader::Why;
  const Finding order = FindingFor(Why::kOrder);
  EXPECT_EQ(order.root_cause, "include_order");
  EXPECT_EQ(order.line, 7);
  EXPECT_EQ(order.evidence, "#include <Some.h>");
  EXPECT_NE(order.next.find("Marker.h"), std::string::npos);
  const Finding library = FindingFor(Why::kLibrary, true);
  EXPECT_EQ(library.root_cause, "missing_library");
  EXPECT_EQ(library.evidence, "#include \"Some.h\"");
  EXPECT_NE(library.message.find("SomeLibrary"), std::string::npos);
  EXPECT_EQ(FindingFor(Why::kInvented).root_cause, "invented_header");
  EXPECT_EQ(FindingFor(Why::kOwnFile).next, "write #include \"Some.h\"");
  EXPECT_EQ(FindingFor(Why::kInvented).severity, Severity::kError);
}

TEST(MissingHeader, WhatTheTwinLacksIsNoError) {
  EXPECT_EQ(FindingFor(MissingHeader::Why::kNotModelled).severity, Severity::kWarning);
}

TEST(MissingHeader, NamesThatOnlyTheRealThingHasAreKnown) {
  const Contract contract = SmallContract();
  EXPECT_EQ(UnmodelledName(contract, "'NRF_POWER' was not declared in this scope"), "Board");
  EXPECT_EQ(UnmodelledName(contract, "'JsonFilter' does not name a type"), "Json");
  EXPECT_EQ(UnmodelledName(contract, "'g_model' was not declared in this scope"), "");
  EXPECT_EQ(UnmodelledName(contract, "'NRF' was not declared in this scope; did you mean 'NRF_POWER'?"), "");
}

}  // namespace
}  // namespace autopilot
