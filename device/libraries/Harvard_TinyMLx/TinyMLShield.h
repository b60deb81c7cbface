#ifndef AUTOPILOT_DEVICE_TINYML_SHIELD_H
#define AUTOPILOT_DEVICE_TINYML_SHIELD_H

// Own declaration of the public API of Harvard_TinyMLx for its shield. No shield is plugged in: its button is never
// pressed.

#include "Arduino_OV767X_TinyMLx.h"
#include "TinyMLx_board.h"

void initializeShield();
bool readShieldButton();

#endif
