import './supervisor.js';
