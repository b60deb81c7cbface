#ifndef _LSM9DS1_H_
#define _LSM9DS1_H_

#include "LSM9DS1.h"

#endif
