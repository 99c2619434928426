"""What is tested lesson by lesson: its tests share its boards, and one page in a browser."""
