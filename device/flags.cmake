# How sketches are compiled. Host and archives share one ABI, as near to the board's as x86-32 comes.

find_program(TWIN_TARGET_COMPILER arm-none-eabi-g++)
if(NOT TWIN_TARGET_COMPILER)
  message(FATAL_ERROR "arm-none-eabi-g++ decides what builds and is missing: install gcc-arm-none-eabi and "
                      "libstdc++-arm-none-eabi-newlib, or configure with -DAUTOPILOT_TWIN=OFF.")
endif()

# As arduino-cli and the core define them for this board; PROGMEM-less ARM, C++14, no exceptions, warnings off.
set(TWIN_DEFINES -DARDUINO=10607 -D__MBED__=1 -DNRF52840_XXAA -DARDUINO_ARDUINO_NANO33BLE -DARDUINO_ARCH_MBED -DARDUINO_ARCH_MBED_NANO
    -DARDUINO_ARCH_NRF52840)
set(TWIN_LANGUAGE -std=gnu++14 -fno-rtti -fno-exceptions -w)

# Fixed addresses (-fno-pie): less code at -O0.
set(TWIN_ABI -m32 -fno-pie -msse2 -mfpmath=sse -funsigned-char -fshort-enums -malign-double -ffp-contract=off)

# Undefined behaviour that harms on the board too. Left out, because the board shrugs: signed overflow and
# shifts (wrap), misaligned access (the M4 allows it), float casts (saturate), enum and bool loads, vptr
# (needs RTTI), null (a dereference ends in AddressSanitizer's report all the same). At -O0 checks cost
# compile time, so these few are chosen one by one.
set(TWIN_SANITIZE -fsanitize=address,bounds,integer-divide-by-zero,return,unreachable,vla-bound
    -fno-sanitize-recover=all -fsanitize-coverage=trace-pc)

set(TWIN_HOST_FLAGS ${TWIN_ABI} ${TWIN_LANGUAGE} ${TWIN_DEFINES} -O0 -g1 ${TWIN_SANITIZE})

# As the mbed core compiles (its cxxflags.txt). Short enums are this compiler's default.
set(TWIN_TARGET_ABI -mcpu=cortex-m4 -mthumb -mfloat-abi=softfp -mfpu=fpv4-sp-d16)
set(TWIN_TARGET_CODE -funsigned-char -Os -g1 -ffunction-sections -fdata-sections -fno-delete-null-pointer-checks
    -fomit-frame-pointer)
set(TWIN_TARGET_FLAGS ${TWIN_TARGET_ABI} ${TWIN_TARGET_CODE} ${TWIN_LANGUAGE} ${TWIN_DEFINES})
# The small C library links faster than the core's and has the same names; what the core itself takes is not counted.
set(TWIN_TARGET_SYSTEM --specs=nosys.specs --specs=nano.specs)
set(TWIN_TARGET_LINK_FLAGS ${TWIN_TARGET_SYSTEM} -nostartfiles -Wl,-S,--gc-sections)

# A sketch becomes a shared object, though its code is not made to lie anywhere: the loader mends it. That way
# nothing is linked with it, which costs more than compiling it.
foreach(file crti.o crtbeginS.o crtendS.o crtn.o)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -m32 -print-file-name=${file} OUTPUT_VARIABLE path_of_${file}
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
endforeach()
set(TWIN_LINK_COMMAND ld -m elf_i386 -shared -z notext -Bsymbolic --no-warn-mismatch -o sketch.so ${path_of_crti.o}
    ${path_of_crtbeginS.o} sketch.o ${path_of_crtendS.o} ${path_of_crtn.o})

# Relative to device/. The library and the sensors are apart: they are found only if they are installed.
set(TWIN_INCLUDES arduino boards/nano33ble)
