// Included before every sketch, precompiled: the core's header, which Arduino puts first anyway, and the
// standard headers that the mbed core and flatbuffers bring along.

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <Arduino.h>
