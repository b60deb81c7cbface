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
toml_array(includes ${TWIN_INCLUDES})

# What the compiler searches, between the two lines that it prints around the list.
execute_process(COMMAND ${TWIN_TARGET_COMPILER} ${TWIN_TARGET_FLAGS} -x c++ -E -v /dev/null
                OUTPUT_QUIET ERROR_VARIABLE words)
string(REGEX MATCH "search starts here:\n(.*)\nEnd of search list" found "${words}")
string(REGEX REPLACE "[^\n]*search starts here:" "" found "${CMAKE_MATCH_1}")
string(REGEX MATCHALL "[^\n ]+" system_folders "${found}")
toml_array(system_includes ${system_folders})
configure_file(twin.toml.in ${TWIN_DIR}/twin.toml @ONLY)
