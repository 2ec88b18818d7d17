#ifndef SHINSO_CLIBLINEAR_H
#define SHINSO_CLIBLINEAR_H

#include <linear.h>

#endif
