#pragma once

/* OpenSSL as Swift can import it: its functions as they are, its function-like macros and object-like macros with casts
   as the static inline functions below. Nothing here decides anything. Compiles with OpenSSL 3.0 to 3.5. */

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Errors */

static inline int shim_err_reason(unsigned long code) { return ERR_GET_REASON(code); }

/* Memory BIOs */

static inline long shim_bio_contents(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }
/* An empty BIO means "nothing yet", not the end. */
static inline void shim_bio_never_ends(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }

/* Contexts */

static inline long shim_ctx_set_min_proto_version(SSL_CTX *ctx, int version) {
    return SSL_CTX_set_min_proto_version(ctx, version);
}
static inline long shim_ctx_set_max_proto_version(SSL_CTX *ctx, int version) {
    return SSL_CTX_set_max_proto_version(ctx, version);
}
static inline long shim_ctx_set_groups(SSL_CTX *ctx, const char *list) { return SSL_CTX_set1_groups_list(ctx, list); }
static inline long shim_ctx_set_signature_algorithms(SSL_CTX *ctx, const char *list) {
    return SSL_CTX_set1_sigalgs_list(ctx, list);
}
static inline long shim_ctx_set_session_cache_off(SSL_CTX *ctx) {
    return SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}
/* No tickets, no renegotiation, no compression, and the server's order of cipher suites. */
static inline uint64_t shim_ctx_set_strict_options(SSL_CTX *ctx) {
    return SSL_CTX_set_options(
        ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}
static inline long shim_ctx_set_modes(SSL_CTX *ctx) {
    return SSL_CTX_set_mode(
        ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}

/* Connections */

static inline const char *shim_ssl_group_name(SSL *ssl) {
    int nid = (int)SSL_get_negotiated_group(ssl);
    if (nid == NID_undef) return "";
    /* A group without a NID (one that a provider brings) is its TLS number or'ed with TLSEXT_nid_unknown. */
    const char *name = SSL_group_to_name(ssl, nid);
    return name != NULL ? name : "";
}
static inline void shim_ssl_set_message_observer(SSL *ssl, void *observer) {
    (void)SSL_set_msg_callback_arg(ssl, observer);
}

/* Certificates */

static inline int shim_chain_count(const STACK_OF(X509) *chain) { return sk_X509_num(chain); }
