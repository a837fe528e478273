//! Brings code and large templates to the artifact bucket, under their hashes, so that nothing is sent twice.

use std::collections::BTreeMap;

use super::cloud::{BucketState, Cloud, TemplateSource};
use super::error::{Error, Kind, Result};
use super::package::package;
use super::progress::{Answer, Destination, Line, Progress, Question};
use super::target::{StackTemplate, Target, hash};

/// The largest template a request takes, and the largest at all:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>.
const MOST_INLINE_BYTES: usize = 51_200;
const MOST_BYTES: usize = 1_000_000;

/// What the change set is made from.
#[derive(Debug)]
pub(crate) struct Packaged {
    pub(crate) template: TemplateSource,
    /// Values for the parameters that say where the code is.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// A bucket that is there, and whose it is.
struct Bucket<'a> {
    name: String,
    account: &'a str,
}

/// Uploads what the template cannot carry itself.
pub(crate) async fn upload(
    cloud: &impl Cloud,
    line: &mut Line,
    target: &Target,
    template: &StackTemplate,
    destination: &Destination,
) -> Result<Packaged> {
    let longest = template.nested.iter().map(|nested| nested.body.len()).chain([template.body.len()]).max().unwrap_or(0);
    if longest > MOST_BYTES {
        return Err(Error::new(Kind::TemplateRefused, format!("A template has {longest} bytes; CloudFormation takes 1,000,000."))
            .hint("Move inline code to folders, or divide the design into more groups."));
    }
    let mut parameters = BTreeMap::new();
    // An address is longer than what stands for it.
    let is_large = template.body.len() + template.nested.len() * 256 > MOST_INLINE_BYTES;
    if !is_large && template.artifacts.is_empty() && template.nested.is_empty() {
        let template = TemplateSource::Body(template.body.clone());
        return Ok(Packaged { template, parameters });
    }

    let bucket = bucket(cloud, line, target, template, destination).await?;
    for artifact in &template.artifacts {
        let package = package(&artifact.folder)?;
        let key = format!("stackdraft/code/{}.zip", package.hash);
        let what = artifact.folder.display().to_string();
        put(cloud, line, &bucket, &what, &key, package.zip).await?;
        parameters.insert(artifact.bucket_parameter.clone(), bucket.name.clone());
        parameters.insert(artifact.key_parameter.clone(), key);
    }
    if !template.nested.is_empty() {
        let count = template.nested.len();
        line.note(format!("One stack cannot hold the design: it is deployed as {count} nested stacks, and a root that makes them."));
    }
    let mut body = template.body.clone();
    for nested in &template.nested {
        let key = format!("stackdraft/templates/{}.template", nested.address);
        put(cloud, line, &bucket, &nested.logical_id, &key, nested.body.clone().into_bytes()).await?;
        body = body.replace(&nested.address, &cloud.object_url(&bucket.name, &key));
    }
    let template = if is_large {
        let key = format!("stackdraft/templates/{}.template", hash(&body));
        put(cloud, line, &bucket, "template", &key, body.into_bytes()).await?;
        TemplateSource::Url(cloud.object_url(&bucket.name, &key))
    } else {
        TemplateSource::Body(body)
    };
    Ok(Packaged { template, parameters })
}

/// The environment's bucket, or one for the account and region, made if somebody agrees.
async fn bucket<'a>(
    cloud: &impl Cloud,
    line: &mut Line,
    target: &Target,
    template: &StackTemplate,
    destination: &'a Destination,
) -> Result<Bucket<'a>> {
    let account = destination.identity.account.as_str();
    let name = target.artifact_bucket.clone().unwrap_or_else(|| format!("stackdraft-artifacts-{account}-{}", destination.region));
    match line.persist(async || cloud.bucket(&name, account).await).await? {
        BucketState::Ours => return Ok(Bucket { name, account }),
        BucketState::NotOurs => {
            return Err(Error::new(
                Kind::Bucket,
                format!("The bucket {name} belongs to another account, or may not be read with these credentials."),
            )
            .hint("Set another artifact bucket in the environment."));
        }
        BucketState::Missing => {}
    }
    let why = why_needed(template);
    let question = Question::CreateBucket { bucket: name.clone(), why: why.clone() };
    if !matches!(line.ask(question).await?, Answer::Proceed { .. }) {
        return Err(Error::new(Kind::Bucket, format!("{why} There is no bucket {name}, and none was made."))
            .hint("Set an artifact bucket in the environment, or let one be made."));
    }
    line.persist(async || cloud.create_bucket(&name, account).await).await?;
    line.note(format!("Made the bucket {name}: private, encrypted, versioned, TLS only."));
    Ok(Bucket { name, account })
}

fn why_needed(template: &StackTemplate) -> String {
    match template.artifacts.len() {
        0 if !template.nested.is_empty() => {
            "The design is deployed as nested stacks, and CloudFormation reads their templates from a bucket.".to_owned()
        }
        0 => "The template is over 51,200 bytes, and CloudFormation reads such a template from a bucket.".to_owned(),
        1 => "A code folder has to be uploaded, and Lambda reads code from a bucket.".to_owned(),
        count => format!("{count} code folders have to be uploaded, and Lambda reads code from a bucket."),
    }
}

async fn put(cloud: &impl Cloud, line: &Line, bucket: &Bucket<'_>, what: &str, key: &str, content: Vec<u8>) -> Result<()> {
    let (name, account) = (bucket.name.as_str(), bucket.account);
    let unchanged = line.persist(async || cloud.has_object(name, key, account).await).await?;
    let bytes = content.len();
    if !unchanged {
        line.persist(async || cloud.put_object(name, key, account, content.clone()).await).await?;
    }
    line.tell(Progress::Uploaded { what: what.to_owned(), key: format!("s3://{name}/{key}"), bytes, unchanged });
    Ok(())
}
