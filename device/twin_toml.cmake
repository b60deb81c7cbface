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
toml_array(link_flags ${TWIN_LINK_FLAGS})
toml_array(target_flags ${TWIN_TARGET_FLAGS})
toml_array(target_link_flags ${TWIN_TARGET_LINK_FLAGS})
toml_array(includes ${TWIN_INCLUDES})
configure_file(twin.toml.in ${TWIN_DIR}/twin.toml @ONLY)
