import { expect, test } from 'vitest'
import { setUpProblems } from './set-up-problems.ts'

const good = {
  company: '远航科技',
  name: '王芳',
  email: 'wangfang@example.com',
  password: '接力棒今天到底在谁手里呢',
}

test('a complete set-up has no problem', () => {
  expect(setUpProblems(good)).toEqual({})
})

test('every field that is missing or wrong is named', () => {
  expect(setUpProblems({ company: ' ', name: '', email: '', password: '' })).toEqual({
    company: 'identity.company-needed',
    name: 'identity.name-needed',
    email: 'identity.email-needed',
    password: 'identity.password-needed',
  })
  expect(setUpProblems({ ...good, email: 'wangfang' })).toEqual({ email: 'identity.email-wrong' })
})

test('a password must not be the e-mail', () => {
  expect(setUpProblems({ ...good, password: good.email })).toEqual({ password: 'identity.password-weak' })
})
