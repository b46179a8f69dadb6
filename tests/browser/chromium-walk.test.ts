import { testWalk } from './walk.ts';

testWalk('chromium');
