#ifndef SHINSO_CZLIB_H
#define SHINSO_CZLIB_H

#include <zlib.h>

#endif
