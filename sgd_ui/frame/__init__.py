"""The frame of every page: shell, visit, controls, complaints."""
