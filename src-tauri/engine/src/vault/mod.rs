//! shim
use crate::config::ApiToken; use crate::model::{Problem,Code};
#[derive(Debug, thiserror::Error)] #[error("x")] pub struct VaultError;
impl From<VaultError> for Problem { fn from(_: VaultError)->Self{Problem::new(Code::Keychain,"x","")}}
pub type Fut<'a,T>=std::pin::Pin<Box<dyn Future<Output=Result<T,VaultError>>+Send+'a>>;
pub trait TokenStore: Send+Sync { fn read(&self)->Fut<'_,Option<ApiToken>>; fn write<'a>(&'a self,t:&'a ApiToken)->Fut<'a,()>; fn forget(&self)->Fut<'_,()>; }
pub struct Keychain; impl Keychain{pub fn new(_:&str)->Self{Self}}
impl TokenStore for Keychain { fn read(&self)->Fut<'_,Option<ApiToken>>{Box::pin(async{Ok(None)})} fn write<'a>(&'a self,_:&'a ApiToken)->Fut<'a,()>{Box::pin(async{Ok(())})} fn forget(&self)->Fut<'_,()>{Box::pin(async{Ok(())})} }
