// Included before every sketch, precompiled: the core's header, which Arduino puts first anyway, and the
// standard headers that the mbed core and flatbuffers bring along. <string>, <iterator>, <functional>, <map> and <set>
// are left to `optional_headers` in twin.toml: a precompiled <string> alone costs every compile 45 ms,
// because its inline functions are instantiated anew at the end of each sketch.

#include <Arduino.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>
