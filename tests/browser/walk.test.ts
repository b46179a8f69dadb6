import { describe, it } from 'vitest';
import { forgetAll } from '../driver/document.ts';
import { Walk } from './walk.ts';
import { actsOf } from './walk-acts.ts';
import { inWorld } from './world.ts';

/*
 * A random walk through the real popup: what a person may do, in any order, while anything goes wrong at the CRM. After
 * each step what the form says is held against what the CRM has. By hand it goes further, or begins elsewhere:
 *
 *   KEYRING_WALK_STEPS=3000 KEYRING_WALK_SEED=42 npx vitest run tests/browser/walk.test.ts --project firefox
 *
 * Steps are taken in walks of WALK each, with a seed of its own each, the first of them as given. A seed always gives the
 * same acts. How fast the browser is decides what they meet, so a fault may need several runs to show again.
 */
const SEED = Number(process.env.KEYRING_WALK_SEED ?? 30);
const STEPS = Number(process.env.KEYRING_WALK_STEPS ?? 160);
const WALK = 40;

/** Random acts of a person, and random faults: whatever happens, nothing that is said is untrue, and nothing is lost. */
describe('a random walk', () => {
  const world = inWorld();
  const seeds = Array.from({ length: Math.ceil(STEPS / WALK) }, (_, index) => SEED + index);

  it.each(seeds)('with KEYRING_WALK_SEED=%i', { timeout: 600_000 }, async (seed) => {
    await world.driver.stopBackground();
    const page = await world.driver.extensionPage('manifest.json');
    // What it remembers of one walk is nothing to the next.
    await page.evaluate(forgetAll);
    await page.close();
    await world.signIn('ASE');
    world.crm.requests.length = 0;
    await new Walk(world).go(actsOf(seed, WALK));
  });
});
