/// Which parts the twin can put on a board.

#include <cstring>

#include "apds9960_chip.h"
#include "bmi270_chip.h"
#include "environment_chips.h"
#include "lsm9ds1_chip.h"
#include "microphone.h"
#include "part.h"

namespace autopilot::device {
namespace {

struct Kind {
  const char* id;
  Part& (*get)();
};

constexpr Kind kKinds[] = {
    {"APDS9960", Apds9960}, {"BMI270", Bmi270},   {"HS300x", Hs300x}, {"HTS221", Hts221},
    {"LPS22HB", Lps22hb},   {"LSM9DS1", Lsm9ds1}, {"PDM", Pdm},
};

}  // namespace

Part* FindPart(const char* id) {
  for (const Kind& kind : kKinds) {
    if (std::strcmp(kind.id, id) == 0) return &kind.get();
  }
  return nullptr;
}

}  // namespace autopilot::device
