# The facade of each library generation: libtwin_facade-FOLDER.a holds every name of the library that sketches use,
# and nothing of the board. And its runner, which loads sketches: the board and the library, linked once.

set(TWIN_FACADES)
set(TWIN_RUNNERS)

# twin_facade(FOLDER OPERATORS sources...)
#   FOLDER     headers below tflm/, as include_folder of the profile names it
#   OPERATORS  its list of operators below tflm/common
function(twin_facade folder operators)
  set(target twin_facade-${folder})
  list(TRANSFORM ARGN PREPEND runtime/tflm/facade/)
  add_library(${target} STATIC runtime/tflm/halt.cc runtime/tflm/models.cc runtime/tflm/facade/c_layer.cc
              runtime/tflm/facade/interpretation.cc runtime/tflm/facade/interpreter.cc
              runtime/tflm/facade/operators.cc runtime/tflm/facade/reporter.cc runtime/tflm/facade/say.cc ${ARGN})
  target_include_directories(${target} PRIVATE tflm/${folder} tflm/common runtime runtime/tflm arduino
                             boards/nano33ble)
  target_compile_definitions(${target} PRIVATE AUTOPILOT_OPERATORS="tflm/${operators}")
  # Instrumented, because it follows pointers that the sketch gave.
  target_compile_options(${target} PRIVATE ${TWIN_ABI} ${TWIN_DEFINES} -O2 -g1 -Wall -Wextra -Werror
                         -Wno-unused-parameter -fno-rtti -fno-exceptions -fsanitize=address
                         -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  set_target_properties(${target} PROPERTIES CXX_STANDARD 17 CXX_EXTENSIONS ON)
  set(TWIN_FACADES ${TWIN_FACADES} ${target} PARENT_SCOPE)

  set(runner runner-${folder})
  add_executable(${runner} $<TARGET_OBJECTS:twin_main>)
  target_link_options(${runner} PRIVATE -m32 -no-pie -rdynamic ${TWIN_SANITIZE})
  target_link_libraries(${runner} PRIVATE -Wl,--whole-archive twin_board ${target} -Wl,--no-whole-archive twin_coverage
                        twin_tflm ${CMAKE_DL_LIBS})
  set_target_properties(${runner} PROPERTIES LINKER_LANGUAGE CXX RUNTIME_OUTPUT_DIRECTORY ${TWIN_DIR})

  # What a sketch may leave undefined: the names of the runtime and of the target's own C library.
  set(symbols ${TWIN_DIR}/symbols-${folder}.txt)
  add_custom_command(OUTPUT ${symbols}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/known_symbols.py --compiler ${CMAKE_CXX_COMPILER}
            --target-compiler ${TWIN_TARGET_COMPILER} --runner $<TARGET_FILE:${runner}> --output ${symbols}
    DEPENDS ${runner} known_symbols.py VERBATIM)

  # For the host alone, what most sketches include is read already: the target's compiler says whether a sketch
  # includes what it uses, and one that clashes with names it did not ask for is compiled again without.
  set(more "")
  foreach(header TensorFlowLite.h tensorflow/lite/micro/all_ops_resolver.h
          tensorflow/lite/micro/micro_error_reporter.h tensorflow/lite/micro/micro_interpreter.h
          tensorflow/lite/micro/micro_mutable_op_resolver.h tensorflow/lite/schema/schema_generated.h
          tensorflow/lite/version.h)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tflm/${folder}/${header})
      string(APPEND more "#include <${header}>\n")
    endif()
  endforeach()
  twin_prelude(host-${folder} "${more}" ${CMAKE_CXX_COMPILER} ${TWIN_HOST_FLAGS}
               -I${CMAKE_CURRENT_SOURCE_DIR}/tflm/${folder} -I${CMAKE_CURRENT_SOURCE_DIR}/tflm/common)
  set(TWIN_RUNNERS ${TWIN_RUNNERS} ${runner} ${symbols} ${TWIN_DIR}/host-${folder}/prelude.h.gch PARENT_SCOPE)
endfunction()

# The same without any runner: for those that are linked later.
add_custom_command(OUTPUT ${TWIN_DIR}/symbols-system.txt
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/known_symbols.py --compiler ${CMAKE_CXX_COMPILER}
          --target-compiler ${TWIN_TARGET_COMPILER} --output ${TWIN_DIR}/symbols-system.txt
  DEPENDS known_symbols.py VERBATIM)

twin_facade(2.1.0-alpha operators_2_1_0_alpha.inc generation_2_1_0_alpha.cc with_reporter.cc debug_log.cc
            quantize_2020.cc)
twin_facade(2.4.0-alpha operators_2_4_0_alpha.inc generation_2_4_0_alpha.cc with_reporter.cc debug_log.cc
            quantize_2020.cc registrations_2_4_0_alpha.cc all_operators.cc)
twin_facade(2023 operators_2023.inc generation_2023.cc with_log.cc debug_log.cc registrations_by_value.cc
            all_operators.cc)
twin_facade(now operators_now.inc generation_now.cc with_log.cc registrations_by_value.cc)
