#ifndef SHINSO_CCRYPTO_H
#define SHINSO_CCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#endif
