#ifndef _BoschSensorClass_H_
#define _BoschSensorClass_H_

#include "BoschSensorClass.h"

#endif
