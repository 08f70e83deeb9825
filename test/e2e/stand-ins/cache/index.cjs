const { INPUT_KEY, INPUT_PATH } = process.env;
if (!INPUT_KEY || !INPUT_PATH) throw new Error('a cache without a key or a path');
console.log(`cache miss: ${INPUT_KEY}`);
