// The portal that the clients meet: more people than two pages hold, one who
// was dismissed, a few departments, and a webhook that may do little.
const people = Array.from({ length: 120 }, (_, i) => ({
  ID: String(i + 2), ACTIVE: i !== 99, NAME: `Name${i + 2}`, LAST_NAME: `Last${i + 2}`, EMAIL: `user${i + 2}@example.com`,
  UF_DEPARTMENT: [i % 2 === 0 ? 1 : 5], UF_PHONE_INNER: i < 50 ? String(201 + i) : '', USER_GROUPS: i === 5 ? ['5'] : [], USER_TYPE: 'employee'
}))

export const seed = (edition) => ({
  edition, module: edition === 'onpremise',
  users: [{ ID: '1', ACTIVE: true, ADMIN: true, NAME: 'Ada', LAST_NAME: 'Root', EMAIL: 'ada@example.com', UF_DEPARTMENT: [1], USER_GROUPS: ['1'], USER_TYPE: 'employee' }, ...people],
  departments: [{ ID: '1', NAME: 'Company', SORT: 500 }, { ID: '5', NAME: 'Sales', SORT: 500, PARENT: '1', UF_HEAD: '2' }],
  userGroups: [{ ID: '1', NAME: 'Administrators' }, { ID: '5', NAME: 'Night shift' }],
  queues: [{ ID: '1', NAME: 'Support', EXTENSION: '500' }]
})
