#ifndef SHINSO_CPNG_H
#define SHINSO_CPNG_H

#include <png.h>

#endif
