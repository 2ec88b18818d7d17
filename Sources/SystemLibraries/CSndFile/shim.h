#ifndef SHINSO_CSNDFILE_H
#define SHINSO_CSNDFILE_H

#include <sndfile.h>

#endif
