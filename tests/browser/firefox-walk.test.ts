import { testWalk } from './walk.ts';

testWalk('firefox');
