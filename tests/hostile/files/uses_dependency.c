/* Makes a sound plugin depend on a library that will not be there. */
extern int hostile_dependency_answer(void);
int hostile_uses_dependency(void);
int hostile_uses_dependency(void) { return hostile_dependency_answer(); }
