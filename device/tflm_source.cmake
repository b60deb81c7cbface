# Where the source of TensorFlow Lite Micro lies, and which of its files are the library.

set(AUTOPILOT_TFLM_SOURCE ${AUTOPILOT_CACHE_FOLDER}/tflm/vendor/tfmicro CACHE PATH "The unpacked crate tfmicro 0.1.0")

set(tensorflow ${AUTOPILOT_TFLM_SOURCE}/submodules/tensorflow)
set(lite ${tensorflow}/tensorflow/lite)
if(NOT EXISTS ${lite}/micro/micro_interpreter.cc)
  message(FATAL_ERROR "No TensorFlow Lite Micro source at ${AUTOPILOT_TFLM_SOURCE}. Run tools/setup, which fetches "
                      "it into the cache, or configure with -DAUTOPILOT_TFLM_SOURCE=FOLDER (the crate tfmicro 0.1.0), "
                      "or with -DAUTOPILOT_TWIN=OFF to build without the device twin.")
endif()

file(GLOB TFLM_SOURCES ${lite}/micro/*.cc ${lite}/micro/kernels/*.cc ${lite}/micro/memory_planner/*.cc)
list(FILTER TFLM_SOURCES EXCLUDE REGEX "(_test|/debug_log|/test_helpers|/micro_time)\\.cc$")
list(APPEND TFLM_SOURCES ${lite}/c/common.c ${lite}/core/api/error_reporter.cc
     ${lite}/core/api/flatbuffer_conversions.cc ${lite}/core/api/op_resolver.cc ${lite}/core/api/tensor_utils.cc
     ${lite}/kernels/internal/quantization_util.cc ${lite}/kernels/kernel_util.cc)
set(TFLM_ADD ${lite}/micro/kernels/add.cc)
set(downloads ${lite}/micro/tools/make/downloads)
set(TFLM_INCLUDES ${tensorflow} ${downloads}/flatbuffers/include ${downloads}/gemmlowp ${downloads}/ruy)
