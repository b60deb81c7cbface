# Where tools/setup puts what all checkouts of a user share: sources, packages, environments.
set(AUTOPILOT_CACHE_FOLDER $ENV{AUTOPILOT_CACHE})
if(NOT AUTOPILOT_CACHE_FOLDER AND DEFINED ENV{XDG_CACHE_HOME})
  set(AUTOPILOT_CACHE_FOLDER $ENV{XDG_CACHE_HOME}/autopilot)
elseif(NOT AUTOPILOT_CACHE_FOLDER)
  set(AUTOPILOT_CACHE_FOLDER $ENV{HOME}/.cache/autopilot)
endif()
