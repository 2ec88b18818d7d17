#ifndef SHINSO_CWEBP_H
#define SHINSO_CWEBP_H

#include <webp/decode.h>

#endif
