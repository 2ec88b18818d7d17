#ifndef SHINSO_CTURBOJPEG_H
#define SHINSO_CTURBOJPEG_H

#include <turbojpeg.h>

#endif
