import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'absences.mine': 'My absences',
  'absences.mine-hint':
    'While you are away, your deputy sees and does what you hold and answers the hand-overs that wait for you. It reverts by itself when you are back; you stay the holder.',
  'absences.team': 'Who is away (next four weeks)',
  'absences.none': 'No absence is recorded.',
  'absences.record': 'Record an absence',
  'absences.my-record': 'Record my absence',
  'absences.record-of': 'Absence of {name}',
  'absences.of': 'Absences of {name}',
  'absences.record-for': 'See or record the absences of …',
  'absences.nobody-away': 'Nobody is away in the next four weeks.',
  'absences.more': 'There are more; these are the first thousand.',
  'absences.running': 'Away',
  'absences.deputy-is': 'Deputy: {deputy}',
  'absences.acting-is': '{acting} acts now',
  'absences.change': 'Change',
  'absences.back': 'I am back',
  'absences.is-back': 'Is back',
  'absences.cancel': 'Cancel absence',
  'absences.back-title': 'End this absence now?',
  'absences.back-hint': '{acting} acts no more from now on.',
  'absences.cancel-title': 'Cancel this absence?',
  'absences.from': 'From',
  'absences.until': 'Until',
  'absences.last-day': 'Last day',
  'absences.until-later': 'Choose a beginning and an end; the end is later than the beginning.',
  'absences.by-hour': 'To the hour',
  'absences.kind': 'Kind',
  'absences.kind-leave': 'Leave',
  'absences.kind-sick': 'Sick',
  'absences.kind-training': 'Training',
  'absences.kind-travel': 'Travel',
  'absences.kind-other': 'Other',
  'absences.deputy': 'Deputy',
  'absences.deputy-hint': 'Where none is chosen, the manager stands in; without a manager, the keeper.',
  'absences.deputy-proposed': '{deputy} (proposed)',
  'absences.deputy-choose': 'Choose a deputy',
  'absences.note': 'Note',
  'absences.note-hint': 'Seen only by the person, those above them and administrators.',
  'absences.preview-own':
    'You hold {held} {held|opportunity|opportunities}, {handOvers} {handOvers|hand-over waits|hand-overs wait} for you, {tasks} {tasks|task is|tasks are} open. Meanwhile {deputy} sees and does them.',
  'absences.preview':
    '{name} holds {held} {held|opportunity|opportunities}, {handOvers} {handOvers|hand-over waits|hand-overs wait} for them, {tasks} {tasks|task is|tasks are} open. Meanwhile {deputy} sees and does them.',
  'absences.preview-hint': 'The holder stays the same; every step notes who did it for whom.',
  'absences.saved': 'Saved; {deputy} stands in',
  'absences.said': '{period}, {kind}, {deputy} stands in',
  'refusal.absences.not-found': 'There is no such absence, or it is not yours to see. Refresh and try again.',
  'refusal.absences.not-yours':
    'Only the person, those above them and administrators see and record absences.',
  'refusal.absences.unknown-person': 'The person is not there, or has left. Choose somebody else.',
  'refusal.absences.wrong-period':
    'An absence ends after it begins, is not over already and lasts a year at most ({from} – {until}).',
  'refusal.absences.overlaps':
    'An absence is recorded for that time already ({from} – {until}); change that one.',
  'refusal.absences.deputy-oneself': '{person} cannot stand in for themselves; choose somebody else.',
  'refusal.absences.deputy-inactive': '{deputy} has left; choose another deputy.',
  'refusal.absences.deputy-goes-round':
    'They would stand in for each other at the same time ({people}); choose another deputy.',
  'refusal.absences.deputy-away':
    '{deputy} is away all that time; {acting} stands in for them. Choose {acting} directly.',
  'refusal.absences.deputy-needed': '{person} has no manager or keeper who could stand in; name a deputy.',
  'refusal.absences.begun':
    'This absence began at {from}; its beginning stays and it is not cancelled. Change its end, or end it now.',
  'refusal.absences.not-begun': 'This absence begins only at {from}; it can be cancelled.',
  'refusal.absences.over': 'This absence ended at {until}; it stays as it was.',
  'refusal.absences.stale':
    'Somebody changed it since you opened it (you saw version {yours}, it is {current} now). Reload, then change it.',
  'refusal.absences.receiver-away':
    '{person} is away until {until}; {acting} acts meanwhile. Say that you know, and go on.',
}
