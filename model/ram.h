/* ram: the memory behind the MCH, and the decode cache's bookkeeping of which bytes have been decoded as code.
 *
 * Offsets are DRAM offsets (after SMRAM decode), so A0000h here is SMRAM, never the video buffer.
 * Left out: memory above 4 GB, ECC. */
#ifndef RAM_H
#define RAM_H

#include <stdbool.h>
#include <stdint.h>

enum { RAM_PAGE = 4096, RAM_CODE_BLOCK = 128 };

typedef struct ram {
    uint8_t *bytes;
    uint32_t size;       /* bytes, a multiple of RAM_PAGE */
    uint32_t *code;      /* one word a page: bit n = the n-th 128-byte block holds decoded instructions */
    uint32_t code_epoch; /* counts each time a page gets its first code block: cached write pointers are stale */
    void (*code_written)(void *self, uint32_t offset, uint32_t size); /* a write hit decoded code: forget it */
    void *code_self;
} ram_t;

/* All bytes 0. False when memory cannot be had. */
bool ram_open(ram_t *r, uint32_t size);
void ram_close(ram_t *r);

/* Little-endian access of 1 to 8 bytes; offset + size must be inside. Writes drop decoded code they hit. */
uint64_t ram_read(const ram_t *r, uint32_t offset, unsigned size);
void ram_write(ram_t *r, uint32_t offset, unsigned size, uint64_t value);

/* Tells that instructions were decoded from these bytes. */
void ram_mark_code(ram_t *r, uint32_t offset, unsigned size);

/* True when a page holds no decoded code, so that it may be written through a plain pointer. */
bool ram_page_plain(const ram_t *r, uint32_t offset);

#endif
