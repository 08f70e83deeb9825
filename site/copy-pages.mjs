// Copies docs/ to pages/, from where VitePress finds its packages; what is not a page goes to pages/public as well.
import { cpSync, rmSync } from 'node:fs';

const folder = (path) => new URL(path, import.meta.url);
rmSync(folder('pages'), { recursive: true, force: true });
cpSync(folder('../docs'), folder('pages'), { recursive: true });
cpSync(folder('../docs/images'), folder('pages/public/images'), { recursive: true });
