#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_COMPATIBILITY_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_COMPATIBILITY_H

// Objects of the library are static; a private operator delete keeps the heap out.
#define TF_LITE_REMOVE_VIRTUAL_DELETE \
  void operator delete(void* p) {}

#endif
