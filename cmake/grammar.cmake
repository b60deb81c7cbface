# tree-sitter's grammar of C++, compiled from the crate that tools/setup unpacks into the cache.

set(AUTOPILOT_CPP_GRAMMAR ${AUTOPILOT_CACHE_FOLDER}/grammar/vendor/tree-sitter-cpp CACHE PATH "The unpacked crate tree-sitter-cpp 0.22.3")

if(NOT EXISTS ${AUTOPILOT_CPP_GRAMMAR}/src/parser.c)
  message(FATAL_ERROR "No C++ grammar at ${AUTOPILOT_CPP_GRAMMAR}. Run tools/setup, which fetches it into the cache, or "
                      "configure with -DAUTOPILOT_CPP_GRAMMAR=FOLDER (the crate tree-sitter-cpp 0.22.3).")
endif()

add_library(autopilot_cpp_grammar STATIC ${AUTOPILOT_CPP_GRAMMAR}/src/parser.c ${AUTOPILOT_CPP_GRAMMAR}/src/scanner.c)
target_include_directories(autopilot_cpp_grammar PRIVATE ${AUTOPILOT_CPP_GRAMMAR}/src)
# Generated tables of 16 MB: there is nothing in them to optimise or to warn of.
target_compile_options(autopilot_cpp_grammar PRIVATE -w -O1)
target_link_libraries(autopilot_cpp_grammar PUBLIC PkgConfig::TREE_SITTER)
