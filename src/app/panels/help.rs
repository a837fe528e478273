//! The help beside the work: pages with links, searched by words.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Id, Key, Label, Layout, Role, ScrollArea, TextEdit, Ui, WidgetInfo, Window, vec2};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::help::{Block, Fact, Help, Page, Span, blocks, found};
use crate::app::theme::{self, Theme};
use crate::app::widgets;

/// The help, where it is open.
pub fn help_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(help) = &frame.state.help else { return };
    let theme = theme::of(ui);
    let screen = ui.ctx().content_rect();
    let fill = egui::Frame::window(ui.style()).inner_margin(0).fill(theme.panel);
    let at = egui::pos2((screen.right() - 800.0).max(screen.left() + 240.0), screen.top() + 72.0);
    let mut open = true;
    Window::new("Help")
        .id(Id::unique("help"))
        .title_bar(false)
        .frame(fill)
        .default_pos(at)
        .default_size(vec2(430.0, (screen.height() - 180.0).clamp(240.0, 640.0)))
        .min_size(vec2(300.0, 200.0))
        .resizable(true)
        .show(ui.ctx(), |ui| {
            open = bar_ui(ui, frame, help);
            ui.separator();
            let query = help.query.trim();
            let salt = if query.is_empty() { format!("{:?}", help.page()) } else { query.to_owned() };
            ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]).show(ui, |ui| {
                egui::Frame::new().inner_margin(egui::Margin { left: 18, right: 18, top: 8, bottom: 20 }).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    if query.is_empty() { page_ui(ui, frame, help.page()) } else { found_ui(ui, frame, query) }
                });
            });
        });
    let escaped = frame.state.prompt.is_none() && ui.input(|i| i.key_pressed(Key::Escape)) && !ui.ctx().text_edit_focused();
    if !open || escaped {
        frame.help(|help| *help = None);
    }
}

/// Back, forth, the search, and the cross; whether the help stays.
fn bar_ui(ui: &mut Ui, frame: &Frame<'_>, help: &Help) -> bool {
    let theme = theme::of(ui);
    let mut stays = true;
    let margin = egui::Margin { left: 12, right: 8, top: 8, bottom: 2 };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let step = |ui: &mut Ui, possible: bool, icon, name: &str| {
                ui.add_enabled_ui(possible, |ui| widgets::icon_button(ui, icon, name).on_hover_text(name).clicked()).inner
            };
            if step(ui, help.has_before(), "chevron_left", "Back") {
                frame.on_help(Help::back);
            }
            if step(ui, help.has_after(), "chevron_right", "Forward") {
                frame.on_help(Help::forward);
            }
            if step(ui, true, "help", "Contents of the help") {
                frame.on_help(|help| help.go(Page::Contents));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                stays = !widgets::icon_button(ui, "close", "Close the help").clicked();
                let mut query = help.query.clone();
                let hint = theme::text("Search the help", theme::BODY, theme.faint);
                let field = ui.add(TextEdit::singleline(&mut query).hint_text(hint).desired_width(f32::INFINITY).margin(vec2(10.0, 6.0)));
                field.widget_info(|| {
                    let mut info = WidgetInfo::labeled(Role::SearchInput, true, "Search the help");
                    info.current_text_value = Some(query.clone());
                    info
                });
                if field.lost_focus()
                    && ui.input(|i| i.key_pressed(Key::Enter))
                    && let Some(first) = found(&query).first().copied().filter(|_| !query.trim().is_empty())
                {
                    frame.on_help(move |help| help.go(first));
                } else if field.changed() {
                    frame.on_help(move |help| help.query = query);
                }
            });
        });
    });
    stays
}

fn found_ui(ui: &mut Ui, frame: &Frame<'_>, query: &str) {
    let theme = theme::of(ui);
    let pages = found(query);
    if pages.is_empty() {
        ui.label(theme::text(format!("No page holds “{query}”."), theme::BODY, theme.dim));
    }
    for page in pages {
        link_ui(ui, frame, page, page.sort());
    }
}

fn page_ui(ui: &mut Ui, frame: &Frame<'_>, page: Page) {
    let theme = theme::of(ui);
    if !page.sort().is_empty() {
        ui.label(theme::text(page.sort(), theme::SMALL, theme.dim));
    }
    let title = ui.label(theme::strong(page.title(), theme::TITLE, theme.text));
    title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, page.title()));
    ui.add_space(6.0);
    if page == Page::Contents {
        let text =
            "What every service, connection and check is, when to use it, and its limits. F1 leads to the page about what is selected.";
        ui.label(theme::text(text, theme::BODY, theme.dim));
    }
    for block in blocks(page) {
        block_ui(ui, frame, &block);
    }
}

fn block_ui(ui: &mut Ui, frame: &Frame<'_>, block: &Block) {
    let theme = theme::of(ui);
    match block {
        Block::Heading(text) => {
            ui.add_space(14.0);
            ui.label(theme::strong(text, theme::NAME, theme.text));
            ui.add_space(2.0);
        }
        Block::Text(spans) => {
            ui.add_space(4.0);
            spans_ui(ui, frame, spans);
            ui.add_space(4.0);
        }
        Block::Source(text) => {
            ui.add_space(4.0);
            ui.label(theme::text(format!("AWS documentation: {text}"), theme::SMALL, theme.dim));
        }
        Block::Code(text) => {
            ui.add_space(4.0);
            let fill = egui::Frame::new().fill(theme.raised).stroke(egui::Stroke::new(1.0, theme.border)).corner_radius(6.0);
            fill.inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                let text = egui::RichText::new(text).font(theme::mono(theme::SMALL)).color(theme.text);
                ui.add(Label::new(text).selectable(true));
            });
        }
        Block::Fact(fact) => fact_ui(ui, fact),
        Block::Link(page, remark) => link_ui(ui, frame, *page, remark),
    }
}

fn fact_ui(ui: &mut Ui, fact: &Fact) {
    let theme = theme::of(ui);
    ui.add_space(6.0);
    ui.label(theme::strong(fact.label, theme::BODY, theme.text));
    ui.label(theme::text(&fact.facts, theme::SMALL, theme.dim));
    if !fact.help.is_empty() {
        ui.label(theme::text(fact.help, theme::BODY, theme.text));
    }
}

fn link_ui(ui: &mut Ui, frame: &Frame<'_>, page: Page, remark: &str) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        // Lists of pages are long: their rows stand as close as lines of text.
        ui.spacing_mut().interact_size.y = 19.0;
        if widgets::link(ui, &page.title()).clicked() {
            frame.on_help(move |help| help.go(page));
        }
        if !remark.is_empty() {
            ui.label(theme::text(remark, theme::SMALL, theme.dim));
        }
    });
}

/// A paragraph; what leads to other pages stands in it as links.
fn spans_ui(ui: &mut Ui, frame: &Frame<'_>, spans: &[Span]) {
    let theme = theme::of(ui);
    if spans.iter().all(|span| !matches!(span, Span::Link(..))) {
        ui.add(Label::new(job(spans, theme)).wrap());
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = 0.0;
        for span in spans {
            match span {
                Span::Link(page, text) => {
                    let page = *page;
                    if widgets::link(ui, text).on_hover_text(page.title()).clicked() {
                        frame.on_help(move |help| help.go(page));
                    }
                }
                other => {
                    ui.add(Label::new(job(std::slice::from_ref(other), theme)).wrap());
                }
            }
        }
    });
}

fn job(spans: &[Span], theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    for span in spans {
        let (text, font) = match span {
            Span::Plain(text) => (text, theme::regular(theme::BODY)),
            Span::Code(text) | Span::Link(_, text) => (text, theme::mono(theme::SMALL)),
        };
        job.append(text, 0.0, TextFormat::simple(font, theme.text));
    }
    job
}

/// Opens the page of a check, as from a finding.
pub fn open_check(frame: &Frame<'_>, code: &'static str) {
    frame.push(Action::Help(Box::new(move |help| match help {
        Some(help) => help.go(Page::Check(code)),
        None => *help = Some(Help::at(Page::Check(code))),
    })));
}
