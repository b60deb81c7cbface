#ifndef AUTOPILOT_DEVICE_TFLM_C_CHECKS_LATER_H
#define AUTOPILOT_DEVICE_TFLM_C_CHECKS_LATER_H

#define TF_LITE_ENSURE_NEAR(context, a, b, epsilon)                                                \
  do {                                                                                             \
    auto delta = ((a) > (b)) ? ((a) - (b)) : ((b) - (a));                                          \
    if (delta > epsilon) {                                                                         \
      TF_LITE_KERNEL_LOG((context), "%s:%d %s not near %s (%f != %f)", __FILE__, __LINE__, #a, #b, \
                         static_cast<double>(a), static_cast<double>(b));                          \
      return kTfLiteError;                                                                         \
    }                                                                                              \
  } while (0)

#define TF_LITE_MAYBE_KERNEL_LOG(context, ...)        \
  do {                                                \
    if ((context) != nullptr) {                       \
      (context)->ReportError((context), __VA_ARGS__); \
    }                                                 \
  } while (false)

#endif
