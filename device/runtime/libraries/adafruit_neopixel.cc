/// Adafruit_NeoPixel: the colours are kept as the library keeps them, and each show() is an event with the first pixel.

#include <Adafruit_NeoPixel.h>

#include <cmath>
#include <cstdio>

#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;

namespace {

constexpr int kMicrosecondsAByte = 10;  // Eight bits at 800 kHz.

}  // namespace

Adafruit_NeoPixel::Adafruit_NeoPixel(uint16_t n, int16_t p, neoPixelType t)
    : begun(false), numLEDs(0), numBytes(0), pin(-1), brightness(0), pixels(nullptr), endTime(0) {
  updateType(t);
  updateLength(n);
  setPin(p);
}

Adafruit_NeoPixel::Adafruit_NeoPixel(void) : Adafruit_NeoPixel(0, -1) {}

Adafruit_NeoPixel::~Adafruit_NeoPixel() { free(pixels); }

void Adafruit_NeoPixel::begin(void) {
  setPin(pin);
  begun = true;
}

void Adafruit_NeoPixel::show(void) {
  if (pixels == nullptr) return;
  Board::Get().Spend(Costs::kPin + numBytes * kMicrosecondsAByte);
  char words[64];
  std::snprintf(words, sizeof words, "pin %d first %06lx of %u", pin, static_cast<unsigned long>(getPixelColor(0)),
                static_cast<unsigned>(numLEDs));
  Board::Get().Event("neopixel").Field(words);
  Board::Get().EndEvent();
}

void Adafruit_NeoPixel::setPin(int16_t p) {
  pin = p;
  if (begun && pin >= 0) pinMode(static_cast<pin_size_t>(pin), OUTPUT);
}

uint8_t Adafruit_NeoPixel::scaled(uint8_t value) const {
  return brightness == 0 ? value : static_cast<uint8_t>(value * brightness >> 8);
}

void Adafruit_NeoPixel::setPixelColor(uint16_t n, uint8_t r, uint8_t g, uint8_t b) { setPixelColor(n, r, g, b, 0); }

void Adafruit_NeoPixel::setPixelColor(uint16_t n, uint8_t r, uint8_t g, uint8_t b, uint8_t w) {
  Board::Get().Spend(Costs::kTinyCall);
  if (n >= numLEDs) return;
  uint8_t* pixel = pixels + n * (hasWhite() ? 4 : 3);
  if (hasWhite()) pixel[wOffset] = scaled(w);
  pixel[rOffset] = scaled(r);
  pixel[gOffset] = scaled(g);
  pixel[bOffset] = scaled(b);
}

void Adafruit_NeoPixel::setPixelColor(uint16_t n, uint32_t c) {
  setPixelColor(n, static_cast<uint8_t>(c >> 16), static_cast<uint8_t>(c >> 8), static_cast<uint8_t>(c),
                static_cast<uint8_t>(c >> 24));
}

void Adafruit_NeoPixel::fill(uint32_t c, uint16_t first, uint16_t count) {
  const int end = count == 0 || first + count > numLEDs ? numLEDs : first + count;
  for (int i = first; i < end; ++i) setPixelColor(static_cast<uint16_t>(i), c);
}

void Adafruit_NeoPixel::setBrightness(uint8_t b) {
  const uint8_t wanted = static_cast<uint8_t>(b + 1);
  if (wanted == brightness) return;
  const int before = static_cast<uint8_t>(brightness - 1);
  const int scale = before == 0 ? 0 : b == 255 ? 65535 / before : ((wanted << 8) - 1) / before;
  for (uint16_t i = 0; i < numBytes; ++i) pixels[i] = static_cast<uint8_t>(pixels[i] * scale >> 8);
  brightness = wanted;
}

uint8_t Adafruit_NeoPixel::getBrightness(void) const { return static_cast<uint8_t>(brightness - 1); }

void Adafruit_NeoPixel::clear(void) {
  if (pixels != nullptr) memset(pixels, 0, numBytes);
}

void Adafruit_NeoPixel::updateLength(uint16_t n) {
  free(pixels);
  numBytes = static_cast<uint16_t>(n * (hasWhite() ? 4 : 3));
  pixels = static_cast<uint8_t*>(calloc(numBytes > 0 ? numBytes : 1, 1));
  numLEDs = n;
}

void Adafruit_NeoPixel::updateType(neoPixelType t) {
  const bool had_white = pixels != nullptr && hasWhite();
  wOffset = (t >> 6) & 3;
  rOffset = (t >> 4) & 3;
  gOffset = (t >> 2) & 3;
  bOffset = t & 3;
  if (pixels != nullptr && had_white != hasWhite()) updateLength(numLEDs);
}

bool Adafruit_NeoPixel::canShow(void) {
  Board::Get().Spend(Costs::kTinyCall);
  return true;
}

uint32_t Adafruit_NeoPixel::getPixelColor(uint16_t n) const {
  if (n >= numLEDs) return 0;
  const uint8_t* pixel = pixels + n * (hasWhite() ? 4 : 3);
  const auto original = [&](uint8_t value) {
    return brightness == 0 ? static_cast<uint32_t>(value) : (static_cast<uint32_t>(value) << 8) / brightness;
  };
  const uint32_t white = hasWhite() ? original(pixel[wOffset]) : 0;
  return white << 24 | original(pixel[rOffset]) << 16 | original(pixel[gOffset]) << 8 | original(pixel[bOffset]);
}

uint8_t Adafruit_NeoPixel::sine8(uint8_t x) {
  return static_cast<uint8_t>(std::lround((std::sin(x / 128.0 * PI) + 1) * 127.5));
}

uint8_t Adafruit_NeoPixel::gamma8(uint8_t x) {
  return static_cast<uint8_t>(std::lround(std::pow(x / 255.0, 2.6) * 255));
}

uint32_t Adafruit_NeoPixel::ColorHSV(uint16_t hue, uint8_t sat, uint8_t val) {
  // Six sides of the colour wheel, 255 steps each.
  const int at = (hue * 1530L + 32768) / 65536;
  const int step = at % 255;
  int r = 0, g = 0, b = 0;
  switch (at / 255) {
    case 0:
      r = 255, g = step;
      break;
    case 1:
      r = 255 - step, g = 255;
      break;
    case 2:
      g = 255, b = step;
      break;
    case 3:
      g = 255 - step, b = 255;
      break;
    case 4:
      r = step, b = 255;
      break;
    case 5:
      r = 255, b = 255 - step;
      break;
    default:
      r = 255;
      break;
  }
  const auto mixed = [&](int c) {
    return static_cast<uint8_t>((((c * (1 + sat)) >> 8) + (255 - sat)) * (1 + val) >> 8);
  };
  return Color(mixed(r), mixed(g), mixed(b));
}

uint32_t Adafruit_NeoPixel::gamma32(uint32_t x) {
  uint32_t result = 0;
  for (int shift = 0; shift < 32; shift += 8) result |= static_cast<uint32_t>(gamma8(x >> shift & 0xFF)) << shift;
  return result;
}

void Adafruit_NeoPixel::rainbow(uint16_t first_hue, int8_t reps, uint8_t saturation, uint8_t bright, bool gammify) {
  for (uint16_t i = 0; i < numLEDs; ++i) {
    const uint16_t hue = static_cast<uint16_t>(first_hue + i * reps * 65536L / numLEDs);
    const uint32_t colour = ColorHSV(hue, saturation, bright);
    setPixelColor(i, gammify ? gamma32(colour) : colour);
  }
}

neoPixelType Adafruit_NeoPixel::str2order(const char* v) {
  int r = 0, g = 0, b = 0, w = -1;
  for (int i = 0; v != nullptr && v[i] != '\0'; ++i) {
    const int c = tolower(v[i]);
    if (c == 'r') r = i;
    if (c == 'g') g = i;
    if (c == 'b') b = i;
    if (c == 'w') w = i;
  }
  return static_cast<neoPixelType>((w < 0 ? r : w) << 6 | r << 4 | g << 2 | b);
}
