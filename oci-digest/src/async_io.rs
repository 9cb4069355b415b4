//! Readers over readers that may not be ready: tokio's, and those of the `futures` crates.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use crate::VerifyReader;
#[cfg(feature = "layer")]
use crate::layer::LayerReader;

macro_rules! async_read {
    ($(#[$doc:meta])* $Reader:ident) => {
        $(#[$doc])*
        #[cfg(feature = "tokio")]
        #[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
        impl<R: tokio::io::AsyncRead + Unpin> tokio::io::AsyncRead for $Reader<R> {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut tokio::io::ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                let read = |inner: &mut R, part: &mut [u8]| {
                    let mut part = tokio::io::ReadBuf::new(part);
                    ready!(Pin::new(inner).poll_read(cx, &mut part))?;
                    Poll::Ready(Ok(part.filled().len()))
                };
                let n = ready!(self.get_mut().read_with(buffer.initialize_unfilled(), read))?;
                buffer.advance(n);
                Poll::Ready(Ok(()))
            }
        }

        /// As the blocking one.
        #[cfg(feature = "futures-io")]
        #[cfg_attr(docsrs, doc(cfg(feature = "futures-io")))]
        impl<R: futures_io::AsyncRead + Unpin> futures_io::AsyncRead for $Reader<R> {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
                let read = |inner: &mut R, part: &mut [u8]| Pin::new(inner).poll_read(cx, part);
                self.get_mut().read_with(buffer, read)
            }
        }
    };
}

async_read! {
    /// As a blocking [`VerifyReader`]: the end comes only when all content was verified.
    ///
    /// ```
    /// use oci_digest::{Digest, VerifyReader};
    /// use tokio::io::AsyncReadExt;
    ///
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let digest = Digest::sha256(b"content");
    /// let mut content = Vec::new();
    /// VerifyReader::new(&b"content"[..], &digest, Some(7)).read_to_end(&mut content).await?;
    /// assert_eq!(content, b"content");
    /// # Ok::<(), std::io::Error>(()) })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    VerifyReader
}

#[cfg(feature = "layer")]
async_read! {
    /// As a blocking [`LayerReader`]; what the layer was, [`LayerReader::digests`] says after the end.
    ///
    /// ```
    /// use oci_digest::layer::{LayerOptions, LayerReader};
    /// use tokio::io::AsyncReadExt;
    ///
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let mut reader = LayerReader::new(&b"a plain layer"[..], LayerOptions::default().expect_size(13));
    /// reader.read_to_end(&mut Vec::new()).await?;
    /// assert_eq!(reader.digests().unwrap().size, 13);
    /// # Ok::<(), std::io::Error>(()) })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    LayerReader
}
