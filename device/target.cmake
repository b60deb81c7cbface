# What a sketch is linked with for the board's own processor, so that flash and RAM are measured on the real code and
# a name that only the host has is found out:
#   target/library.o    TensorFlow Lite Micro, to be linked with the sketch
#   target/core-*.elf   the board's core and the facade of a generation, linked; sketches take their symbols, not their
#                       code
#   target/core.elf     the board's core alone, for a user's own library
#   target/sections.ld  where the linker puts what
# The runtime is the same as on the host. What only the host has (signals, sanitizers) stays unresolved in the cores,
# so that no sketch finds it there.

get_filename_component(target_tools ${TWIN_TARGET_COMPILER} DIRECTORY)
find_program(TWIN_TARGET_LINKER arm-none-eabi-ld HINTS ${target_tools} REQUIRED)

set(TARGET_DIR ${TWIN_DIR}/target)
set(target_objects_dir ${CMAKE_CURRENT_BINARY_DIR}/target)

# Headers of the host's compiler that the runtime includes and the target's compiler does not bring.
set(target_host_headers ${target_objects_dir}/include)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=include OUTPUT_VARIABLE host_headers
                OUTPUT_STRIP_TRAILING_WHITESPACE)
file(COPY ${host_headers}/sanitizer DESTINATION ${target_host_headers})

# target_objects(RESULT PREFIX name SOURCES... FLAGS...): objects for the target, one command each.
function(target_objects result)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "PREFIX" "SOURCES;FLAGS")
  set(objects)
  foreach(source ${ARG_SOURCES})
    get_filename_component(source ${source} ABSOLUTE)
    string(MD5 digest ${ARG_PREFIX}${source})
    string(SUBSTRING ${digest} 0 8 digest)
    get_filename_component(name ${source} NAME_WE)
    set(object ${target_objects_dir}/${name}-${digest}.o)
    set(standard -std=gnu++17 -fno-rtti -fno-exceptions)
    if(source MATCHES "\\.c$")
      set(standard -x c -std=gnu11)
    endif()
    add_custom_command(OUTPUT ${object}
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_ABI} ${TWIN_TARGET_CODE} -w ${standard}
              ${ARG_FLAGS} -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source} DEPFILE ${object}.d COMMENT "Building for the board: ${name}" VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

list(TRANSFORM TFLM_INCLUDES PREPEND -I OUTPUT_VARIABLE tflm_include_options)
get_target_property(tflm_definitions twin_tflm COMPILE_DEFINITIONS)
list(TRANSFORM tflm_definitions PREPEND -D)
target_objects(library_objects PREFIX library SOURCES ${TFLM_SOURCES} target/library_use.cc target/sketch_use.cc
               FLAGS -fpermissive ${tflm_definitions} ${tflm_include_options})
add_custom_command(OUTPUT ${TARGET_DIR}/library.o
  COMMAND ${TWIN_TARGET_LINKER} -r -S ${library_objects} -o ${TARGET_DIR}/library.o
  DEPENDS ${library_objects} COMMENT "Linking the library for the board" VERBATIM)

# The board and each generation's facade, as they are on the host.
function(target_of_host result target)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "/sketch_loader\\.cc$")  # No sketch is loaded on a board.
  get_target_property(includes ${target} INCLUDE_DIRECTORIES)
  list(TRANSFORM includes PREPEND -I)
  get_target_property(definitions ${target} COMPILE_DEFINITIONS)
  if(definitions)
    list(TRANSFORM definitions PREPEND -D)
  else()
    set(definitions)
  endif()
  target_objects(objects PREFIX ${target} SOURCES ${sources}
                 FLAGS -fpermissive ${TWIN_DEFINES} ${definitions}
                       -include ${CMAKE_CURRENT_SOURCE_DIR}/target/host_signals.h -I${target_host_headers} ${includes})
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

# target_core(NAME OBJECTS...)
function(target_core name)
  add_custom_command(OUTPUT ${TARGET_DIR}/${name}.elf
    COMMAND ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_ABI} ${TWIN_TARGET_SYSTEM} -nostartfiles
            -Wl,-S,--unresolved-symbols=ignore-all,--defsym,__dso_handle=0,-e,0 ${ARGN} -o ${TARGET_DIR}/${name}.elf
    DEPENDS ${ARGN} COMMENT "Linking for the board: ${name}" VERBATIM)
  set(target_cores ${target_cores} ${TARGET_DIR}/${name}.elf PARENT_SCOPE)
endfunction()

target_of_host(board_objects twin_board)
set(target_cores)
target_core(core ${board_objects})
foreach(facade ${TWIN_FACADES})
  target_of_host(facade_objects ${facade})
  string(REPLACE "twin_facade-" "core-" core ${facade})
  target_core(${core} ${board_objects} ${facade_objects})
endforeach()

configure_file(target/sections.ld ${TARGET_DIR}/sections.ld COPYONLY)

add_custom_target(twin_target ALL DEPENDS ${TARGET_DIR}/library.o ${TARGET_DIR}/sections.ld ${target_cores})
