#ifndef AUTOPILOT_DEVICE_API_PRINTABLE_H
#define AUTOPILOT_DEVICE_API_PRINTABLE_H

#include <stddef.h>

namespace arduino {

class Print;

class Printable {
 public:
  virtual size_t printTo(Print& p) const = 0;
};

}  // namespace arduino

using arduino::Printable;

#endif
