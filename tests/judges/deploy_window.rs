//! The window deploys to an emulator: makes a stack, changes it, fails, finds what was left running, deletes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::catalog::draft::Draft;
use stackdraft::cli::script;
use stackdraft::deploy::{self, Progress, Task};
use stackdraft::design::{Design, Environment};
use stackdraft::{REGISTRY, project};

use crate::deploying::{against_emulator, deploy_stack, queues, slow, target, with_bus};
use crate::emulator::ACCOUNT;
use crate::window_support::Driver;

/// A design with a queue and an event bus, of these names.
fn shop(folder: &Path, queue: &str, bus: &str) -> PathBuf {
    let mut draft = Draft::new(&Design::new("Shop"), &REGISTRY);
    let lines = format!("add queue {queue}\nadd event_bus Events bus=custom\noverride Events Resource.Properties.Name={bus}\n");
    script::run(&lines, &mut draft).unwrap();
    let dev = Environment { profile: Some("emulator".to_owned()), account: Some(ACCOUNT.to_owned()), ..Environment::default() };
    draft.set_environment("dev", Some(dev)).unwrap();
    let file = folder.join("shop.stackdraft.json");
    project::save(draft.design(), &file).unwrap();
    file
}

/// Frames until something is called so.
fn wait_for(driver: &mut Driver, name: &str) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !driver.shows(name) {
        assert!(Instant::now() < deadline, "nothing is called {name}: {:?}", driver.harness.root());
        std::thread::sleep(Duration::from_millis(20));
        driver.harness.step();
    }
    driver.harness.step();
}

fn open(file: &Path) -> Driver {
    let mut driver = Driver::open(&[file.to_path_buf()]);
    driver.settle();
    driver.click_role(Role::Button, "Deploy…");
    driver
}

/// What the card of a node says of the deployment.
fn status(driver: &Driver, card: &str) -> Option<String> {
    let is_card = |label: Option<String>| label.is_some_and(|label| label.starts_with(card));
    let mut found = driver.harness.query_all_by_role(Role::Button).filter(|node| is_card(node.accesskit_node().label()));
    found.next().expect("a card").accesskit_node().description()
}

fn click(driver: &mut Driver, name: &str) {
    driver.harness.get_by_role_and_label(Role::Button, name).click();
    driver.harness.step();
    driver.harness.step();
}

fn follow(driver: &mut Driver, name: &str) {
    driver.harness.get_by_role_and_label(Role::Link, name).click();
    driver.harness.step();
    driver.harness.step();
}

/// Reviews and executes.
fn deploy(driver: &mut Driver, summary: &str) {
    click(driver, "Review changes");
    wait_for(driver, summary);
    click(driver, "Deploy");
}

#[test]
fn a_stack_is_made_changed_and_deleted_in_the_window() {
    against_emulator("deploy_window::a_stack_is_made_changed_and_deleted_in_the_window", || {
        let folder = tempfile::tempdir().unwrap();
        let mut driver = open(&shop(folder.path(), "Orders", "events"));
        click(&mut driver, "Review changes");
        wait_for(&mut driver, "to add");
        assert_eq!(status(&driver, "Queue Orders").as_deref(), Some("Deployment: to be added"));
        click(&mut driver, "Deploy");
        wait_for(&mut driver, "Deployed in");
        assert_eq!(status(&driver, "Queue Orders").as_deref(), Some("Deployment: done"));
        assert_eq!(deploy::status(&target("Shop-dev")).unwrap().stack.status, "CREATE_COMPLETE");

        click(&mut driver, "Review changes");
        wait_for(&mut driver, "Nothing to deploy");

        click(&mut driver, "Look at stack");
        wait_for(&mut driver, "CREATE_COMPLETE since");
        follow(&mut driver, "Protect it");
        wait_for(&mut driver, "Protected: the stack");
        assert!(deploy::status(&target("Shop-dev")).unwrap().protected);
        click(&mut driver, "Delete stack…");
        wait_for(&mut driver, "is protected against deletion");
        follow(&mut driver, "Lift the protection");
        wait_for(&mut driver, "The stack can be deleted again");
        click(&mut driver, "Look at stack");
        wait_for(&mut driver, "CREATE_COMPLETE since");
        follow(&mut driver, "Check for drift");
        wait_for(&mut driver, "No drift");
        assert_eq!(status(&driver, "Queue Orders").as_deref(), Some("Drift: no drift"));
        assert!(driver.shows(&format!("Account {}-{}-{} (dev) · no drift", &ACCOUNT[..4], &ACCOUNT[4..8], &ACCOUNT[8..])));

        click(&mut driver, "Delete stack…");
        wait_for(&mut driver, "Type its name to delete it.");
        driver.harness.get_by_role_and_label(Role::TextInput, "Name of the stack to delete").focus();
        driver.run();
        driver.write("Shop-dev");
        click(&mut driver, "Delete stack");
        wait_for(&mut driver, "Deleted in");
        assert!(deploy::status(&target("Shop-dev")).is_err());
    });
}

#[test]
fn a_failure_leads_to_the_card_it_comes_from() {
    against_emulator("deploy_window::a_failure_leads_to_the_card_it_comes_from", || {
        deploy_stack("owner", &with_bus(queues(&[("First", "{}")]), "taken"));
        let folder = tempfile::tempdir().unwrap();
        let mut driver = open(&shop(folder.path(), "Orders", "taken"));
        deploy(&mut driver, "to add");
        wait_for(&mut driver, "Root cause");
        assert_eq!(status(&driver, "Event bus Events").as_deref(), Some("Deployment: failed"));
        assert!(driver.shows("nothing of it exists but the empty stack"));
        // What failed is selected: the inspector shows its form.
        let name = driver.harness.get_by_role_and_label(Role::TextInput, "Name").value();
        assert_eq!(name.as_deref(), Some("Events"));

        click(&mut driver, "Review changes");
        wait_for(&mut driver, "Waiting for you");
        click(&mut driver, "Stop");
        wait_for(&mut driver, "Not deployed");
    });
}

#[test]
fn what_was_under_way_when_the_program_ended_is_watched_again() {
    against_emulator("deploy_window::what_was_under_way_when_the_program_ended_is_watched_again", || {
        let mut target = target("Shop-dev");
        target.environment = "dev".to_owned();
        let task = Task::Deploy { template: slow(4), keep_change_set: false };
        let job = deploy::start(target, task, || {}).unwrap();
        while let Ok(progress) = job.progress.recv_timeout(Duration::from_secs(30)) {
            match progress {
                Progress::Ask(_) => job.answer(deploy::Answer::Proceed { allow_replace: Vec::new() }),
                Progress::Event(_) => break,
                _ => {}
            }
        }
        drop(job);
        let folder = tempfile::tempdir().unwrap();
        let mut driver = Driver::open(&[shop(folder.path(), "Orders", "events")]);
        driver.settle();
        wait_for(&mut driver, "watching it again");
        wait_for(&mut driver, "Watching…");
        wait_for(&mut driver, "Failed: the stack is in");
    });
}

#[test]
fn a_running_stack_is_opened_as_a_design() {
    against_emulator("deploy_window::a_running_stack_is_opened_as_a_design", || {
        deploy_stack("Shop-dev", &with_bus(queues(&[("First", "{}")]), "news"));
        let folder = tempfile::tempdir().unwrap();
        let mut driver = open(&shop(folder.path(), "Orders", "events"));
        click(&mut driver, "Look at stack");
        wait_for(&mut driver, "Open as a design");
        follow(&mut driver, "Compare with the design");
        wait_for(&mut driver, "Against the template that is deployed");
        follow(&mut driver, "Show the design's alone");
        driver.click_role(Role::Button, "Deploy…");
        follow(&mut driver, "Open as a design");
        wait_for(&mut driver, "Imported Shop-dev");
        assert_eq!(driver.design().environments["live"].stack_name.as_deref(), Some("Shop-dev"));
        assert!(driver.names().contains(&"First".to_owned()), "{:?}", driver.names());
    });
}
