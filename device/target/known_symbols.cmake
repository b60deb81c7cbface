# Writes OUTPUT: what TARGET_LIBRARIES define and what HOST_LIBRARIES leave undefined, a name a line, sorted.

function(list_symbols result)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_QUIET RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
  string(REGEX MATCHALL "[^\n]+" lines "${output}")
  # Portable format: "name type value size"; a line that ends in ":" names a member.
  list(FILTER lines EXCLUDE REGEX ":$")
  list(TRANSFORM lines REPLACE " .*" "")
  set(${result} ${lines} PARENT_SCOPE)
endfunction()

list_symbols(target ${TARGET_NM} -P --extern-only --defined-only ${TARGET_LIBRARIES})
list_symbols(host ${HOST_NM} -P --undefined-only ${HOST_LIBRARIES})
set(names ${target} ${host})
list(SORT names)
list(REMOVE_DUPLICATES names)
list(JOIN names "\n" text)
file(WRITE ${OUTPUT} "${text}\n")
