//! The calls of `cloud`'s store, made to S3.
//!
//! Every call says whose the bucket has to be: a name somebody else took first must not get our code.

use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, PublicAccessBlockConfiguration, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, VersioningConfiguration,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::aws::Aws;
use super::aws_error::request_error;
use super::cloud::{BucketState, Store};
use super::error::{Error, Kind, Result};

impl Store for Aws {
    async fn bucket(&self, bucket: &str, account: &str) -> Result<BucketState> {
        let answer = self.s3.head_bucket().bucket(bucket).expected_bucket_owner(account).send().await;
        match answer {
            Ok(_) => Ok(BucketState::Ours),
            // A HEAD answer has no body, so its status is all there is.
            Err(error) => match status(&error) {
                Some(404) => Ok(BucketState::Missing),
                Some(403) => Ok(BucketState::NotOurs),
                Some(301) => Err(Error::new(Kind::Bucket, format!("The bucket {bucket} is in another region than {}.", self.region))
                    .hint("Set an artifact bucket of this region in the environment.")),
                _ => Err(request_error(error)),
            },
        }
    }

    async fn create_bucket(&self, bucket: &str, account: &str) -> Result<()> {
        let mut request = self.s3.create_bucket().bucket(bucket);
        // S3 knows its first region by saying nothing.
        if self.region != "us-east-1" {
            let place = BucketLocationConstraint::from(self.region.as_str());
            request = request.create_bucket_configuration(CreateBucketConfiguration::builder().location_constraint(place).build());
        }
        match request.send().await {
            Ok(_) => {}
            // An earlier try did arrive, its answer did not.
            Err(error) if code(&error) == Some("BucketAlreadyOwnedByYou") => {}
            Err(error) => return Err(half_made(bucket, "make it", request_error(error))),
        }
        self.close_to_the_public(bucket, account).await?;
        self.encrypt_and_version(bucket, account).await
    }

    async fn has_object(&self, bucket: &str, key: &str, account: &str) -> Result<bool> {
        let answer = self.s3.head_object().bucket(bucket).key(key).expected_bucket_owner(account).send().await;
        match answer {
            Ok(_) => Ok(true),
            // Without the permission to list, S3 says 403 for what is not there: uploading will tell.
            Err(error) if matches!(status(&error), Some(403 | 404)) => Ok(false),
            Err(error) => Err(request_error(error)),
        }
    }

    async fn put_object(&self, bucket: &str, key: &str, account: &str, content: Vec<u8>) -> Result<()> {
        self.s3
            .put_object()
            .bucket(bucket)
            .key(key)
            .expected_bucket_owner(account)
            .body(ByteStream::from(content))
            .send()
            .await
            .map_err(request_error)?;
        Ok(())
    }

    fn object_url(&self, bucket: &str, key: &str) -> String {
        if let Some(endpoint) = &self.endpoint {
            return format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/'));
        }
        let suffix = if self.region.starts_with("cn-") { ".cn" } else { "" };
        format!("https://{bucket}.s3.{}.amazonaws.com{suffix}/{key}", self.region)
    }
}

impl Aws {
    async fn close_to_the_public(&self, bucket: &str, account: &str) -> Result<()> {
        let block = PublicAccessBlockConfiguration::builder()
            .block_public_acls(true)
            .block_public_policy(true)
            .ignore_public_acls(true)
            .restrict_public_buckets(true)
            .build();
        self.s3
            .put_public_access_block()
            .bucket(bucket)
            .expected_bucket_owner(account)
            .public_access_block_configuration(block)
            .send()
            .await
            .map_err(|error| half_made(bucket, "close it to the public", request_error(error)))?;
        self.s3
            .put_bucket_policy()
            .bucket(bucket)
            .expected_bucket_owner(account)
            .policy(tls_only(bucket, &self.region))
            .send()
            .await
            .map_err(|error| half_made(bucket, "have it refuse plain HTTP", request_error(error)))?;
        Ok(())
    }

    async fn encrypt_and_version(&self, bucket: &str, account: &str) -> Result<()> {
        let by_default = ServerSideEncryptionByDefault::builder()
            .sse_algorithm(ServerSideEncryption::Aes256)
            .build()
            .map_err(|error| Error::new(Kind::Bucket, DisplayErrorContext(error).to_string()))?;
        let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(by_default).build();
        let encryption = ServerSideEncryptionConfiguration::builder()
            .rules(rule)
            .build()
            .map_err(|error| Error::new(Kind::Bucket, DisplayErrorContext(error).to_string()))?;
        self.s3
            .put_bucket_encryption()
            .bucket(bucket)
            .expected_bucket_owner(account)
            .server_side_encryption_configuration(encryption)
            .send()
            .await
            .map_err(|error| half_made(bucket, "encrypt it", request_error(error)))?;
        let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
        self.s3
            .put_bucket_versioning()
            .bucket(bucket)
            .expected_bucket_owner(account)
            .versioning_configuration(versioning)
            .send()
            .await
            .map_err(|error| half_made(bucket, "keep its versions", request_error(error)))?;
        Ok(())
    }
}

/// A bucket policy that refuses every request without TLS.
fn tls_only(bucket: &str, region: &str) -> String {
    let partition = if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    };
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [format!("arn:{partition}:s3:::{bucket}"), format!("arn:{partition}:s3:::{bucket}/*")],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    })
    .to_string()
}

fn half_made(bucket: &str, doing: &str, error: Error) -> Error {
    Error { what: format!("Could not {doing}, the bucket {bucket}: {}", error.what), ..error }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

fn code<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Option<&str> {
    error.as_service_error().and_then(ProvideErrorMetadata::code)
}
