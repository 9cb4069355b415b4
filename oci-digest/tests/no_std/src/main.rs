//! A program without std: were std anywhere below, its panic handler would collide with the one here.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::ToString;
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_int, c_void};

use oci_digest::canonical::{Form, rewrite, to_rewritten};
use oci_digest::{Algorithm, ChainId, DiffId, Digest, MultiHasher, StreamError, V1Id, Verifier, VerifyStream};

#[link(name = "c")]
unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn free(block: *mut c_void);
    fn abort() -> !;
}

struct Malloc;

// SAFETY: malloc aligns for every type up to 16 bytes, and larger alignments are refused.
unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > 16 {
            return core::ptr::null_mut();
        }
        unsafe { malloc(layout.size()).cast() }
    }

    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        unsafe { free(block.cast()) }
    }
}

#[global_allocator]
static ALLOCATOR: Malloc = Malloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe { abort() }
}

/// The compiled core library names these two, though nothing unwinds here.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    unsafe { abort() }
}

/// The exit status is 0 if everything answers as it should.
#[unsafe(no_mangle)]
extern "C" fn main(_: c_int, _: *const *const u8) -> c_int {
    let checks = [digests(), roles(), verifier(), canonical(), stream()];
    checks.iter().position(|ok| !ok).map_or(0, |failed| failed as c_int + 1)
}

fn digests() -> bool {
    let text = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let digest = Digest::sha256(b"{}");
    text.parse() == Ok(digest.clone())
        && digest.to_string() == text
        && "sha256:zz".parse::<Digest>().is_err()
        && Algorithm::Blake3.digest(b"{}").is_ok_and(|digest| digest.verify(b"{}").is_ok())
}

fn roles() -> bool {
    let layers = [DiffId::of_tar(b"base"), DiffId::of_tar(b"top")];
    let blob = oci_digest::LayerDigest::of_blob(b"blob");
    ChainId::of(&layers).as_ref() == ChainId::all(&layers).last() && V1Id::of_layer(&blob, None).to_string().len() == 64
}

fn verifier() -> bool {
    let digest = Digest::sha512(b"content");
    let mut verifier = Verifier::new(&digest, Some(7));
    let taken = verifier.update(b"con").and_then(|()| verifier.update(b"tent"));
    let hashed = MultiHasher::new(&[Algorithm::Sha384]).map(|mut hasher| {
        hasher.update(b"content");
        hasher.finalize()
    });
    taken.and_then(|()| verifier.finish()).is_ok() && hashed == Ok(alloc::vec![Digest::sha384(b"content")])
}

fn canonical() -> bool {
    let text = rewrite(br#"{"b":1e3,"a":"<"}"#, &Form::JCS);
    let value = to_rewritten(&[1.5, 2.0], &Form::GO_VALUE);
    text.is_ok_and(|text| text.as_bytes() == br#"{"a":"<","b":1000}"#)
        && value.is_ok_and(|value| value.as_bytes() == b"[1.5,2]")
}

fn stream() -> bool {
    size_of::<VerifyStream<()>>() > size_of::<StreamError<()>>()
}
