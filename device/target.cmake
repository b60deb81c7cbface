# What a sketch is linked with for the board's own processor, so that flash and RAM are measured on the real code and
# a name that only the host has is found out:
#   target/library.o   TensorFlow Lite Micro, to be linked with the sketch
#   target/core.elf    the board's core and the facade, linked; sketches take its symbols, not its code
#   target/sections.ld where the linker puts what
#   target/known.txt   names that need no look at the target: the C and C++ libraries of the board have them, or the
#                      runtime itself takes them from the host
#   host/empty         the host program of a sketch that does nothing: what others have beyond it is their own
# The runtime is the same as on the host. What only the host has (signals, sanitizers) stays unresolved in core.elf,
# so that no sketch finds it there.

get_filename_component(target_tools ${TWIN_TARGET_COMPILER} DIRECTORY)
find_program(TWIN_TARGET_LINKER arm-none-eabi-ld HINTS ${target_tools} REQUIRED)
find_program(TWIN_TARGET_NM arm-none-eabi-nm HINTS ${target_tools} REQUIRED)

set(TARGET_DIR ${TWIN_DIR}/target)
set(target_objects_dir ${CMAKE_CURRENT_BINARY_DIR}/target)

# Headers of the host's compiler that the runtime includes and the target's compiler does not bring.
set(target_host_headers ${target_objects_dir}/include)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=include OUTPUT_VARIABLE host_headers
                OUTPUT_STRIP_TRAILING_WHITESPACE)
file(COPY ${host_headers}/sanitizer DESTINATION ${target_host_headers})

# target_objects(RESULT SOURCES... FLAGS...): objects for the target, one command each.
function(target_objects result)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;FLAGS")
  set(objects)
  foreach(source ${ARG_SOURCES})
    get_filename_component(source ${source} ABSOLUTE)
    string(MD5 digest ${source})
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
target_objects(library_objects SOURCES ${TFLM_SOURCES} target/library_use.cc
               FLAGS -fpermissive ${tflm_definitions} ${tflm_include_options})
add_custom_command(OUTPUT ${TARGET_DIR}/library.o
  COMMAND ${TWIN_TARGET_LINKER} -r -S ${library_objects} -o ${TARGET_DIR}/library.o
  DEPENDS ${library_objects} COMMENT "Linking the library for the board" VERBATIM)

get_target_property(board_sources twin_board SOURCES)
get_target_property(board_includes twin_board INCLUDE_DIRECTORIES)
list(TRANSFORM board_includes PREPEND -I)
target_objects(board_objects SOURCES ${board_sources}
               FLAGS -fpermissive ${TWIN_DEFINES} -include ${CMAKE_CURRENT_SOURCE_DIR}/target/host_signals.h
                     -I${target_host_headers} ${board_includes})
add_custom_command(OUTPUT ${TARGET_DIR}/core.elf
  COMMAND ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_ABI} ${TWIN_TARGET_SYSTEM} -nostartfiles
          -Wl,-S,--unresolved-symbols=ignore-all,--defsym,__dso_handle=0,-e,main ${board_objects} -o ${TARGET_DIR}/core.elf
  DEPENDS ${board_objects} COMMENT "Linking the core for the board" VERBATIM)

configure_file(target/sections.ld ${TARGET_DIR}/sections.ld COPYONLY)

# The libraries that the target's compiler links with, by their full names.
set(system_libraries)
foreach(library libc_nano.a libm.a libstdc++_nano.a libgcc.a libnosys.a)
  execute_process(COMMAND ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_ABI} -print-file-name=${library}
                  OUTPUT_VARIABLE file OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(APPEND system_libraries ${file})
endforeach()
add_custom_command(OUTPUT ${TARGET_DIR}/known.txt
  COMMAND ${CMAKE_COMMAND} -DTARGET_NM=${TWIN_TARGET_NM} -DHOST_NM=${CMAKE_NM} "-DTARGET_LIBRARIES=${system_libraries}"
          "-DHOST_LIBRARIES=$<TARGET_FILE:twin_board>;$<TARGET_FILE:twin_tflm>;$<TARGET_FILE:twin_coverage>"
          -DOUTPUT=${TARGET_DIR}/known.txt -P ${CMAKE_CURRENT_SOURCE_DIR}/target/known_symbols.cmake
  DEPENDS twin_board twin_tflm twin_coverage target/known_symbols.cmake
  COMMENT "Listing the names that the board's libraries have" VERBATIM)

file(CONFIGURE OUTPUT ${target_objects_dir}/empty.cpp CONTENT "extern \"C\" void setup() {}\nextern \"C\" void loop() {}\n")
add_custom_command(OUTPUT ${TWIN_DIR}/host/empty
  COMMAND ${CMAKE_CXX_COMPILER} ${TWIN_HOST_FLAGS} ${target_objects_dir}/empty.cpp -o ${TWIN_DIR}/host/empty
          ${TWIN_LINK_FLAGS} $<TARGET_FILE:twin_board> $<TARGET_FILE:twin_coverage> $<TARGET_FILE:twin_tflm>
  DEPENDS twin_board twin_tflm twin_coverage ${target_objects_dir}/empty.cpp
  COMMENT "Linking the empty sketch for the host" VERBATIM)

add_custom_target(twin_target ALL DEPENDS ${TARGET_DIR}/library.o ${TARGET_DIR}/core.elf ${TARGET_DIR}/known.txt
                  ${TARGET_DIR}/sections.ld ${TWIN_DIR}/host/empty)
