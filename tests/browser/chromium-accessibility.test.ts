import { testAccessibility } from './accessibility.ts';
import { testKeyboard } from './keyboard.ts';

testAccessibility('chromium');
testKeyboard('chromium');
