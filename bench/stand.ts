import { type Application, createApplication } from '../src/app/application.ts'
import type { Context } from '../src/objects/context.ts'
import { objectNamed } from '../src/objects/metadata.ts'
import type { Sql } from '../src/platform/db/pool.ts'
import { connect } from '../src/platform/db/pool.ts'
import { type Asker, type Serving, serve } from './serving.ts'
import { openWorld } from './world/home.ts'

/** Everything a case needs: the world, the product's server on it, three people signed in, and raw SQL through the same driver. */
export type Stand = {
  scale: string
  home: string
  /** Seconds the world took to make, where it was made now. */
  madeIn: number | undefined
  url: string
  /** Raw SQL as the product's role. */
  raw: Sql
  owner: Sql
  application: Application
  serving: Serving
  people: { manager: Asker; director: Asker; seller: Asker; admin: Asker }
  ids: { manager: string; seller: string; director: string; admin: string }
  context(personId: string): Promise<Context>
  say(line: string): void
  close(): Promise<void>
}

export async function stand(scale: string, say: (line: string) => void): Promise<Stand> {
  const world = await openWorld(scale, say)
  const application = await createApplication({ url: world.url, logLevel: 'error' })
  const raw = connect(world.url, { as: 'app', max: 20, name: 'baton-bench' })
  const owner = connect(world.url, { as: 'owner', max: 4, name: 'baton-bench-owner' })
  const ids = await whoIsWho(owner)
  const serving = await serve(world.url, owner)
  const as = (id: string) => serving.as(id)
  const people = {
    manager: await as(ids.manager),
    director: await as(ids.director),
    seller: await as(ids.seller),
    admin: await as(ids.admin),
  }
  return {
    scale,
    home: world.home,
    madeIn: world.seconds,
    url: world.url,
    raw,
    owner,
    application,
    serving,
    people,
    ids,
    context: async (personId) => {
      const context = await application.contextFor(personId)
      if (!context) throw new Error('nobody')
      return context
    },
    say,
    close: async () => {
      await serving.stop()
      await raw.end()
      await owner.end()
      await application.close()
      await world.stop()
    },
  }
}

async function whoIsWho(db: Sql): Promise<Stand['ids']> {
  const holderOf = async (role: string) => {
    const [row] = await db<{ id: string }[]>`
      select p.id from person p join person_role x on x.person_id = p.id join role r on r.id = x.role_id
      where r.key = ${role} order by p.id limit 1`
    return row?.id ?? ''
  }
  const [admin] = await db<{ id: string }[]>`select id from person where admin limit 1`
  return {
    manager: await holderOf('manager'),
    director: await holderOf('director'),
    seller: await holderOf('sales'),
    admin: admin?.id ?? '',
  }
}

/** What a question about opportunities in this person's name starts from. */
export function aboutOpportunities(context: Context) {
  return {
    object: objectNamed(context.registry, 'opportunity'),
    viewer: context.viewer,
    registry: context.registry,
  }
}
