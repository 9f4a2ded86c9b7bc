-- kind: problems
-- title: Not complete
-- place: 1
SELECT streams, problem
FROM _sync.problems
