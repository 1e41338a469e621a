"""Map of the world: one small file of outlines, drawn by the server as SVG and by a browser's map alike."""
