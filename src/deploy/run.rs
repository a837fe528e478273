//! A deployment, step by step: each step is a value that says what the next one needs.

use std::collections::{BTreeMap, BTreeSet};

use super::cloud::{
    ChangeSetId, ChangeSetPage, Cloud, Declared, LiveResource, NESTED_STACK, NewChangeSet, ParameterValue, Stack, TemplateSource,
};
use super::error::{Error, Kind, Result};
use super::event::EventFeed;
use super::explain::explain;
use super::fate::{Fate, contents};
use super::follow::{Ended, follow};
use super::outcome::{Deployed, Failure, Outcome};
use super::pace::{Pace, new_token};
use super::preflight::{Beginning, beginning, check_template, parameters, values_missing, without_value};
use super::progress::{Answer, Destination, Line, Progress, Question, StageName};
use super::remove::clear_away;
use super::review::{Review, is_stateful};
use super::secrets::Secrets;
use super::target::{StackTemplate, Target};
use super::upload::upload;

/// Where a deployment stands.
#[derive(Debug)]
enum Step {
    Preflight,
    Package { stack: Option<Stack> },
    Propose(Proposal),
    Review(Proposed),
    Execute(Proposed, Review),
    End(Outcome),
}

/// A change set about to be made.
#[derive(Debug)]
struct Proposal {
    creates_stack: bool,
    template: TemplateSource,
    parameters: BTreeMap<String, ParameterValue>,
    capabilities: BTreeSet<String>,
    stack: Option<Stack>,
}

/// A change set that has been made.
#[derive(Debug)]
struct Proposed {
    id: ChangeSetId,
    creates_stack: bool,
    stack: Option<Stack>,
}

/// A deployment on its way.
pub(crate) struct Deployment<'a, C> {
    pub(crate) cloud: &'a C,
    pub(crate) line: &'a mut Line,
    pub(crate) target: &'a Target,
    pub(crate) template: &'a StackTemplate,
    pub(crate) destination: &'a Destination,
    /// Leave the change set for somebody else to execute.
    pub(crate) keep_change_set: bool,
    /// Told once CloudFormation is about to start, with the stack's id.
    pub(crate) on_start: &'a dyn Fn(&str),
}

impl<C: Cloud> Deployment<'_, C> {
    /// Takes every step there is.
    pub(crate) async fn run(&mut self) -> Result<Outcome> {
        let mut step = Step::Preflight;
        loop {
            step = match step {
                Step::Preflight => self.preflight().await?,
                Step::Package { stack } => self.package(stack).await?,
                Step::Propose(proposal) => self.propose(proposal).await?,
                Step::Review(proposed) => self.review(proposed).await?,
                Step::Execute(proposed, review) => self.execute(proposed, &review).await?,
                Step::End(outcome) => return Ok(outcome),
            };
        }
    }

    /// Looks at template and stack; a failed creation is cleared away if somebody agrees.
    async fn preflight(&mut self) -> Result<Step> {
        self.line.stage(StageName::Preflight);
        check_template(self.template)?;
        for sentence in &self.template.relies_on {
            self.line.note(sentence.clone());
        }
        let (cloud, name) = (self.cloud, self.target.stack_name.as_str());
        let stack = self.line.persist(async || cloud.stack(name).await).await?;
        match (beginning(name, stack.as_ref())?, stack) {
            (Beginning::Create, _) => Ok(Step::Package { stack: None }),
            (Beginning::ClearFirst, Some(stack)) => {
                self.agree_to_clear(name, &stack).await?;
                clear_away(self.cloud, self.line, &stack.id, Some(self.template)).await?;
                Ok(Step::Package { stack: None })
            }
            (_, stack) => Ok(Step::Package { stack }),
        }
    }

    /// Asks whether what a failed creation left may go. Where that holds data, each has to be named.
    async fn agree_to_clear(&mut self, name: &str, stack: &Stack) -> Result<()> {
        let cloud = self.cloud;
        let (all, _) = self.line.persist(async || contents(cloud, &stack.id).await).await?;
        let remaining: Vec<_> = all.into_iter().filter(LiveResource::is_there).collect();
        let holds_data = |resource: &&LiveResource| {
            let is_stateful = self.template.stateful.contains(&resource.logical_id) || is_stateful(&resource.resource_type);
            is_stateful && !matches!(resource.at_deletion, Fate::Kept | Fate::Snapshot) && resource.resource_type != NESTED_STACK
        };
        let dangerous: Vec<String> = remaining.iter().filter(holds_data).map(|resource| resource.logical_id.clone()).collect();
        let question = Question::DeleteFailedStack {
            stack_name: name.to_owned(),
            status: stack.status.clone(),
            remaining,
            dangerous: dangerous.clone(),
        };
        let Answer::Proceed { allow_replace } = self.line.ask(question).await? else {
            let what = format!(
                "The stack {name} is in {}: its creation failed, and it has to be deleted before it can be made again.",
                stack.status
            );
            return Err(Error::new(Kind::StackStuck, what).hint("Deploy again and let it be deleted."));
        };
        let unnamed: Vec<&str> = dangerous.iter().map(String::as_str).filter(|id| !allow_replace.iter().any(|named| named == id)).collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let flags: Vec<String> = unnamed.iter().map(|id| format!("--allow-replace {id}")).collect();
        let what =
            format!("The failed creation of {name} has to be deleted, and that would remove what holds data: {}.", unnamed.join(", "));
        Err(Error::new(Kind::StatefulChange, what).hint(format!("If that is what you want, name each one: {}.", flags.join(" "))))
    }

    /// Uploads what has to be, and has CloudFormation read the template.
    async fn package(&mut self, stack: Option<Stack>) -> Result<Step> {
        self.line.stage(StageName::Packaging);
        let packaged = upload(self.cloud, self.line, self.target, self.template, self.destination).await?;
        let cloud = self.cloud;
        let mut declared: Declared = self.line.persist(async || cloud.validate(&packaged.template).await).await?;
        for parameter in &mut declared.parameters {
            // What stands for none may come back as an empty text.
            parameter.has_default &= !self.template.masked.contains(&parameter.name);
        }
        let given = self.given(stack.as_ref()).await?;
        let parameters = parameters(&given, &packaged.parameters, &declared, stack.as_ref())?;
        let mut capabilities = declared.capabilities;
        capabilities.extend(self.template.capabilities.iter().cloned());
        if !capabilities.is_empty() {
            self.line.tell(Progress::Capabilities {
                names: capabilities.iter().cloned().collect(),
                reason: declared.capabilities_reason,
                permissions: self.template.permissions.clone(),
            });
        }
        Ok(Step::Propose(Proposal { creates_stack: stack.is_none(), template: packaged.template, parameters, capabilities, stack }))
    }

    /// The values of the environment, and those of masked parameters that are asked for.
    async fn given(&mut self, stack: Option<&Stack>) -> Result<BTreeMap<String, String>> {
        let mut given = self.target.parameters.clone();
        let needed = without_value(&self.template.masked, &given, stack);
        let wanted: BTreeSet<String> = needed.iter().chain(&self.target.asked).cloned().collect();
        if wanted.is_empty() {
            return Ok(given);
        }
        let question = Question::Secrets { parameters: wanted.iter().cloned().collect() };
        if let Answer::Secrets(Secrets(values)) = self.line.ask(question).await? {
            given.extend(values.into_iter().filter(|(name, value)| wanted.contains(name) && !value.is_empty()));
        }
        let missing: Vec<&str> = needed.iter().map(String::as_str).filter(|name| !given.contains_key(*name)).collect();
        if missing.is_empty() { Ok(given) } else { Err(values_missing(&missing)) }
    }

    /// Makes the change set and waits until it is worked out.
    async fn propose(&mut self, proposal: Proposal) -> Result<Step> {
        self.line.stage(StageName::ChangeSet);
        let token = new_token();
        let wanted = NewChangeSet {
            stack_name: self.target.stack_name.clone(),
            name: format!("stackdraft-{token}"),
            token,
            creates_stack: proposal.creates_stack,
            template: proposal.template,
            parameters: proposal.parameters,
            tags: self.target.tags.clone(),
            capabilities: proposal.capabilities,
            nested: !self.template.nested.is_empty(),
        };
        let cloud = self.cloud;
        let made = self.line.persist(async || cloud.create_change_set(&wanted).await).await;
        let id = match made {
            // The name is ours alone: an earlier try did arrive, its answer did not.
            Err(error) if error.kind == Kind::AlreadyExists => {
                self.line.persist(async || cloud.change_set(&wanted.name, &wanted.stack_name, None).await).await?.id
            }
            made => made?,
        };
        let proposed = Proposed { id, creates_stack: proposal.creates_stack, stack: proposal.stack };
        match self.worked_out(&proposed).await {
            Ok(page) if page.status == "FAILED" => self.not_worked_out(&proposed, &page).await,
            Ok(_) => Ok(Step::Review(proposed)),
            Err(error) => {
                self.discard(&proposed).await;
                Err(error)
            }
        }
    }

    /// Waits for the change set's first page once it is worked out, for better or worse.
    async fn worked_out(&self, proposed: &Proposed) -> Result<ChangeSetPage> {
        let mut rhythm = Pace::before(self.line.pace);
        loop {
            let page = self.page(&proposed.id, None).await?;
            if matches!(page.status.as_str(), "CREATE_COMPLETE" | "FAILED") {
                return Ok(page);
            }
            self.line.rest(rhythm.after_nothing()).await?;
        }
    }

    async fn page(&self, id: &ChangeSetId, next: Option<&str>) -> Result<ChangeSetPage> {
        let cloud = self.cloud;
        self.line.persist(async || cloud.change_set(&id.id, &id.stack_id, next).await).await
    }

    /// A change set that failed: either nothing differs, or CloudFormation says what is wrong.
    async fn not_worked_out(&self, proposed: &Proposed, page: &ChangeSetPage) -> Result<Step> {
        self.discard(proposed).await;
        let reason = page.status_reason.clone().unwrap_or_default();
        if let Some(stack) = proposed.stack.as_ref().filter(|_| says_nothing_changed(&reason)) {
            return Ok(Step::End(Outcome::NothingToDeploy(self.deployed(stack))));
        }
        let error = Error::new(Kind::ChangeSetFailed, format!("CloudFormation cannot work out the changes: {reason}"));
        Err(match explain(&reason) {
            Some(sentence) => error.hint(sentence),
            None => error,
        })
    }

    /// Shows the changes and has somebody agree to them.
    async fn review(&mut self, proposed: Proposed) -> Result<Step> {
        self.line.stage(StageName::Review);
        match self.agreed(&proposed).await {
            Ok((Agreement::Execute, review)) => Ok(Step::Execute(proposed, review)),
            Ok((Agreement::Keep, _)) => Ok(Step::End(Outcome::Kept { change_set_arn: proposed.id.id })),
            Ok((Agreement::Discard, _)) => {
                self.discard(&proposed).await;
                Ok(Step::End(Outcome::Discarded))
            }
            Err(error) => {
                self.discard(&proposed).await;
                Err(error)
            }
        }
    }

    async fn agreed(&mut self, proposed: &Proposed) -> Result<(Agreement, Review)> {
        let review = self.read_review(proposed).await?;
        self.line.tell(Progress::Review(review.clone()));
        if self.keep_change_set {
            return Ok((Agreement::Keep, review));
        }
        let dangerous = review.dangerous().map(|change| change.logical_id.clone()).collect();
        match self.line.ask(Question::Execute { dangerous }).await? {
            Answer::Proceed { allow_replace } => {
                review.refuse_losses_except(&allow_replace.into_iter().collect())?;
                Ok((Agreement::Execute, review))
            }
            Answer::Keep => Ok((Agreement::Keep, review)),
            Answer::Stop | Answer::Secrets(_) => Ok((Agreement::Discard, review)),
        }
    }

    async fn read_review(&self, proposed: &Proposed) -> Result<Review> {
        let mut changes = Vec::new();
        let mut unread = vec![proposed.id.clone()];
        let mut next: Option<String> = None;
        while let Some(id) = unread.last() {
            let page = self.page(id, next.as_deref()).await?;
            next = page.next;
            if next.is_none() {
                unread.pop();
            }
            // A change set of a nested stack is found by its own name alone.
            let nested = page.changes.iter().filter_map(|change| change.nested.clone());
            drop(unread.splice(0..0, nested.map(|id| ChangeSetId { id, stack_id: String::new() })));
            changes.extend(page.changes);
        }
        let mut review = Review::new(&self.target.stack_name, changes, self.template);
        review.change_set_arn.clone_from(&proposed.id.id);
        review.new_stack = proposed.creates_stack;
        if !proposed.creates_stack {
            // Only for comparison: without it the deployment can go on.
            review.deployed_template = self.cloud.deployed_template(&proposed.id.stack_id).await.ok();
        }
        Ok(review)
    }

    /// Executes the change set and watches to the end.
    async fn execute(&mut self, proposed: Proposed, review: &Review) -> Result<Step> {
        self.line.stage(StageName::Executing);
        let (cloud, id) = (self.cloud, &proposed.id);
        let feed = self.line.persist(async || EventFeed::from_now(cloud, &id.stack_id).await).await?;
        (self.on_start)(&id.stack_id);
        self.start(&proposed).await?;
        let concerned: BTreeSet<String> = review.changes.iter().map(|change| change.logical_id.clone()).collect();
        let ended = follow(cloud, self.line, feed, &id.stack_id, Some(self.template), &concerned).await;
        Ok(Step::End(match ended {
            Ok(ended) => self.judge(&proposed, &ended),
            Err(error) if error.kind == Kind::Cancelled => Outcome::Unwatched,
            Err(error) => {
                let typed = "CloudFormation carries on by itself. See how it went with `stackdraft status` and `stackdraft events`.";
                return Err(error.hint("CloudFormation carries on by itself. Look at the stack to see how it went.").in_terminal(typed));
            }
        }))
    }

    /// Sends the request to execute until it is certain that it arrived once.
    async fn start(&self, proposed: &Proposed) -> Result<()> {
        let (cloud, id) = (self.cloud, &proposed.id);
        let token = new_token();
        let answer = self.line.persist_at(Pace::after(self.line.pace), async || cloud.execute(&id.id, &token).await).await;
        let Err(error) = answer else { return Ok(()) };
        if !matches!(error.kind, Kind::ChangeSetSpent | Kind::ChangeSetMissing) {
            return Err(error);
        }
        // An earlier try may have arrived and its answer not, ours or one the SDK made by itself. The change set is
        // ours alone, so if it was executed, that is what is to be watched; if not, somebody has deployed another.
        match self.page(&proposed.id, None).await {
            Ok(page) if page.execution.starts_with("EXECUTE_") => Ok(()),
            Err(error) if error.kind != Kind::ChangeSetMissing => Err(error),
            _ => Err(Error::new(
                Kind::StackBusy,
                format!("The stack {} has been changed by somebody else since the review.", self.target.stack_name),
            )
            .hint("Deploy again and review anew.")),
        }
    }

    fn judge(&self, proposed: &Proposed, ended: &Ended) -> Outcome {
        let stack = ended.stack.clone().unwrap_or_else(|| Stack {
            id: proposed.id.stack_id.clone(),
            status: "DELETE_COMPLETE".to_owned(),
            ..Stack::default()
        });
        if matches!(stack.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE") {
            return Outcome::Deployed(self.deployed(&stack));
        }
        let mut failure = Failure::from_events(&stack.id, &stack.status, &ended.events);
        failure.console_url = self.destination.console_url(&stack.id);
        Outcome::Failed(failure)
    }

    fn deployed(&self, stack: &Stack) -> Deployed {
        Deployed {
            stack_id: stack.id.clone(),
            status: stack.status.clone(),
            outputs: stack.outputs.clone(),
            console_url: self.destination.console_url(&stack.id),
        }
    }

    /// Takes a change set back, and the empty stack it made. Failing to is a pity, not a failure.
    async fn discard(&self, proposed: &Proposed) {
        if let Err(error) = self.try_discard(proposed).await {
            self.line.note(format!("The change set could not be deleted: {error} {}", proposed.id.id));
        }
    }

    async fn try_discard(&self, proposed: &Proposed) -> Result<()> {
        let (cloud, id) = (self.cloud, &proposed.id);
        match cloud.delete_change_set(&id.id).await {
            Err(error) if error.kind != Kind::ChangeSetMissing => return Err(error),
            _ => {}
        }
        if !proposed.creates_stack {
            return Ok(());
        }
        let stack = cloud.stack(&id.stack_id).await?;
        let is_shell = stack.is_some_and(|stack| stack.status == "REVIEW_IN_PROGRESS");
        if is_shell && !cloud.has_change_sets(&id.stack_id).await? {
            cloud.delete_stack(&id.stack_id, &new_token()).await?;
        }
        Ok(())
    }
}

/// What was decided about a change set.
#[derive(Clone, Copy, Debug)]
enum Agreement {
    Execute,
    Keep,
    Discard,
}

/// CloudFormation's two ways of saying that nothing differs.
fn says_nothing_changed(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}
