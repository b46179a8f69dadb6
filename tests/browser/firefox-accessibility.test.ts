import { testAccessibility } from './accessibility.ts';
import { testKeyboard } from './keyboard.ts';

testAccessibility('firefox');
testKeyboard('firefox');
