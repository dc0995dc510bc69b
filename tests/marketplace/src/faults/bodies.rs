//! Bodies that misbehave, and the one that counts what leaves.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Buf, Bytes, BytesMut};
use flate2::{Compress, Compression, Crc, FlushCompress};
use futures_util::stream::{self, StreamExt};
use http_body::{Frame, SizeHint};

use crate::limits::Seat;
use crate::record::RequestLog;

/// How often a dripping body drips.
const DRIP: Duration = Duration::from_millis(50);
/// One piece of a body that is made up as it goes.
const PIECE: usize = 64 * 1024;

/// The connection is to be closed in the middle of a body: an error is how a body says that.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed on purpose")]
struct ClosedOnPurpose;

/// A body at so many bytes a second.
pub(crate) fn slow(bytes: Bytes, bytes_per_second: u64) -> Body {
    let a_drip = usize::try_from(bytes_per_second / 20).unwrap_or(usize::MAX).max(1);
    let pause = if bytes_per_second < 20 {
        Duration::from_secs_f64(1.0 / f64::from(bytes_per_second.max(1) as u32))
    } else {
        DRIP
    };
    Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let drip = rest.split_to(a_drip.min(rest.len()));
        Some((Ok::<_, ClosedOnPurpose>(drip), rest))
    }))
}

/// The first bytes of a body, never the last one, and then the end of the connection.
pub(crate) fn cut(mut bytes: Bytes, after: u64) -> Body {
    let keep = usize::try_from(after)
        .unwrap_or(usize::MAX)
        .min(bytes.len().saturating_sub(1));
    bytes.truncate(keep);
    let first = stream::iter((!bytes.is_empty()).then_some(Ok(bytes)));
    // The pause lets the server flush headers and first bytes; ended at once, it would send nothing at all.
    let end = stream::once(async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        Err(ClosedOnPurpose)
    });
    Body::from_stream(first.chain(end))
}

/// A body that begins like a page and never ends. White space, because a parser that reads as bytes come in has
/// nothing to object to.
pub(crate) fn endless() -> Body {
    let begin = Bytes::from_static(br#"{"skills":["#);
    let on = Bytes::from(vec![b' '; PIECE]);
    Body::from_stream(
        stream::once(async { Ok::<_, ClosedOnPurpose>(begin) }).chain(stream::repeat_with(move || Ok(on.clone()))),
    )
}

/// The largest bomb: sixty-four gibibytes, which is larger than any memory it is meant for.
const LARGEST_BOMB: u64 = 64 << 30;

/// A gzip of so many spaces, at a thousandth of the size.
///
/// One mebibyte is deflated up to a full flush, after which the coder is in its first state again: the same
/// bytes can follow as often as wanted. Checksum and length are computed likewise, so the whole is a valid file of
/// any size at no cost.
pub(crate) fn bomb(size: u64) -> Bytes {
    const UNIT: usize = 1 << 20;
    let unit = vec![b' '; UNIT];
    let (packed, checksum) = pack(&unit);
    let units = size.min(LARGEST_BOMB).div_ceil(UNIT as u64);
    let mut file = BytesMut::from(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..]);
    let mut whole = Crc::new();
    for _ in 0..units {
        file.extend_from_slice(&packed);
        whole.combine(&checksum);
    }
    // An empty last block.
    file.extend_from_slice(&[0x03, 0x00]);
    file.extend_from_slice(&whole.sum().to_le_bytes());
    // The length is kept modulo 2^32, so says the format.
    file.extend_from_slice(&((units * UNIT as u64) as u32).to_le_bytes());
    file.freeze()
}

fn pack(unit: &[u8]) -> (Vec<u8>, Crc) {
    let mut coder = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(unit.len());
    // Into a buffer as large as the input this cannot fail or fall short.
    coder.compress_vec(unit, &mut packed, FlushCompress::Full).ok();
    let mut checksum = Crc::new();
    checksum.update(unit);
    (packed, checksum)
}

/// A body that reports to the record how much of it left, and whether all of it did; with its end the caller's seat
/// is free for the next request.
pub(crate) fn counted(body: Body, log: RequestLog, seat: Option<Seat>) -> Body {
    let complete = body.is_end_stream();
    log.body(0, complete);
    Body::new(Counted {
        body,
        log,
        sent: 0,
        _seat: seat,
    })
}

struct Counted {
    body: Body,
    log: RequestLog,
    sent: u64,
    _seat: Option<Seat>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                this.sent += frame.data_ref().map_or(0, |data| data.remaining() as u64);
                this.log.body(this.sent, this.body.is_end_stream());
            }
            Poll::Ready(None) => this.log.body(this.sent, true),
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    #[test]
    fn a_bomb_is_a_valid_gzip_file() {
        let bomb = super::bomb(5 << 20);
        assert!(bomb.len() < 16 * 1024, "{} bytes", bomb.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&bomb[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked.len(), 5 << 20);
        assert!(unpacked.iter().all(|byte| *byte == b' '));
    }
}
