# Writes twin.toml: the commands above, for whoever compiles sketches.

function(toml_array result)
  set(items)
  foreach(item ${ARGN})
    list(APPEND items "\"${item}\"")
  endforeach()
  list(JOIN items ", " text)
  set(${result} "[${text}]" PARENT_SCOPE)
endfunction()

toml_array(host_flags ${TWIN_HOST_FLAGS})
toml_array(link_command ${TWIN_LINK_COMMAND})
toml_array(target_flags ${TWIN_TARGET_FLAGS})
toml_array(target_link_flags ${TWIN_TARGET_LINK_FLAGS})
toml_array(includes ${TWIN_INCLUDES})
toml_array(user_host_flags ${TWIN_ABI} ${TWIN_DEFINES} -w -O2 -g1)
toml_array(user_runner_flags -m32 -no-pie -rdynamic ${TWIN_SANITIZE}
           -Wl,--wrap=_ZN6tflite16MicroInterpreter15AllocateTensorsEv -Wl,--wrap=_ZN6tflite16MicroInterpreter6InvokeEv
           -Wl,--wrap=DebugLog)
toml_array(user_target_flags ${TWIN_TARGET_ABI} ${TWIN_TARGET_CODE} -w ${TWIN_DEFINES})

# What the compiler searches, between the two lines that it prints around the list.
execute_process(COMMAND ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_FLAGS} -x c++ -E -v /dev/null
                OUTPUT_QUIET ERROR_VARIABLE words)
string(REGEX MATCH "search starts here:\n(.*)\nEnd of search list" found "${words}")
string(REGEX REPLACE "[^\n]*search starts here:" "" found "${CMAKE_MATCH_1}")
string(REGEX MATCHALL "[^\n ]+" system_folders "${found}")
toml_array(system_includes ${system_folders})

# One table a library generation: profile id, and its folder below tflm/.
set(libraries "")
foreach(generation "tflm-2.1.0-alpha|2.1.0-alpha" "tflm-2.4.0-alpha|2.4.0-alpha" "tflm-2023|2023" "tflm-now|now")
  string(REPLACE "|" ";" generation ${generation})
  list(GET generation 0 id)
  list(GET generation 1 folder)
  string(APPEND libraries
    "[libraries.\"${id}\"]\n"
    "library_includes = [\"tflm/${folder}\", \"tflm/common\"]\n"
    "host_compiler = \"${CMAKE_CXX_COMPILER}\"\n"
    "host_flags = ${host_flags}\n"
    "host_link_command = ${link_command}\n"
    "host_includes = ${includes}\n"
    "host_runner = \"runner-${folder}\"\n"
    "host_symbols = \"symbols-${folder}.txt\"\n"
    "host_pch = \"host/prelude.h\"\n"
    "host_full_pch = \"host-${folder}/prelude.h\"\n"
    "target_compiler = \"${TWIN_TARGET_COMPILER}\"\n"
    "target_flags = ${target_flags}\n"
    "target_includes = ${includes}\n"
    "target_pch = \"target/prelude.h\"\n"
    "target_link_flags = ${target_link_flags}\n"
    "target_script = \"target/sections.ld\"\n"
    "target_core = \"target/core-${folder}.elf\"\n"
    "target_library = \"target/library.o\"\n\n")
endforeach()
configure_file(twin.toml.in ${TWIN_DIR}/twin.toml @ONLY)
